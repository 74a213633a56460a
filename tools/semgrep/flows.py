# Never run: what each rule of flows.yml must find (ruleid) and must leave alone (ok).


def where_to_go():
    # ruleid: request-into-redirect
    redirect(request.args.get("next"))
    address = request.form["next"] + "#top"
    # ruleid: request-into-redirect
    redirect(address, 303)
    # ok: request-into-redirect
    redirect(own_path(request.form.get("next", "")))
    # ok: request-into-redirect
    redirect(url_for("desk.application", public_id=request.form["id"]))


def what_to_ask():
    word = request.args.get("q", "")
    # ruleid: request-into-sql-text
    db.session.execute(text(f"SELECT name FROM product WHERE name LIKE '%{word}%'"))
    # ruleid: request-into-sql-text
    connection.execute("SELECT 1 FROM product WHERE name = '" + word + "'")
    # ok: request-into-sql-text
    db.session.execute(text("SELECT name FROM product WHERE name = :name"), {"name": word})


def which_file():
    name = request.files["file"].filename
    # ruleid: request-into-path
    open(name, "rb")
    # ruleid: request-into-path
    (folder / name).read_bytes()
    # ruleid: request-into-path
    send_file(f"papers/{request.args['number']}.pdf")
    # ok: request-into-path
    open(store.path_of(sha256), "rb")


def what_is_logged():
    # ruleid: request-into-log
    log.info("signed_in", email=request.form["email"])
    # ruleid: request-into-log
    log.warning(request.headers["User-Agent"])
    # ok: request-into-log
    log.info("signed_in", user_id=user.id)


def what_is_shown():
    # ruleid: request-into-template-text
    Markup("<b>" + request.args["q"] + "</b>")
    # ruleid: request-into-template-text
    render_template_string(request.form["text"])
    # ok: request-into-template-text
    render_template("directory/products.html", words=request.args["q"])


def what_is_run():
    # ruleid: request-into-the-interpreter
    eval(request.form["formula"])
    # ruleid: request-into-the-interpreter
    getattr(service, request.form["action"])(application)
    # ok: request-into-the-interpreter
    ACTS[form.action.data](application)
