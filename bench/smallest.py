"""The smallest application of Flask: what a server and Flask cost before anything is done."""

from flask import Flask

app = Flask("smallest")


@app.get("/")
def ping() -> dict[str, bool]:
    """The shortest answer in JSON."""
    return {"alive": True}
