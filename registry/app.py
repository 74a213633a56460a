"""The application, put together."""

from flask import Blueprint, Flask
from flask_security import SQLAlchemyUserDatastore
from werkzeug.middleware.proxy_fix import ProxyFix

from registry import answers, config
from registry.accounts.models import RoleRow, User
from registry.accounts.service import know_the_actor
from registry.commands import register_commands
from registry.extensions import (
    babel,
    bootstrap,
    csrf,
    db,
    engine_options,
    listen,
    migrate,
    security,
)
from registry.permissions import access_table

BLUEPRINTS: tuple[Blueprint, ...] = ()


def create_app(overrides: dict[str, str] | None = None) -> Flask:
    """The application for these settings (by name without prefix) over the environment's."""
    given = config.read_environment(overrides)
    app = Flask("registry", template_folder="../templates", static_folder="static")
    app.config.from_mapping(config.flask_settings(given))
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(given["DATABASE_URL"])
    _set_up_extensions(app)
    know_the_actor(app)
    answers.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    register_commands(app)
    access_table(app)
    hops = int(given["PROXY_HOPS"])
    if hops:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # Flask's own way
    return app


def _set_up_extensions(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        listen(db.engine)
    migrate.init_app(app, db, directory="registry/migrations", render_as_batch=True)
    csrf.init_app(app)
    bootstrap.init_app(app)
    babel.init_app(app, default_translation_directories="translations")
    security.init_app(app, SQLAlchemyUserDatastore(db, User, RoleRow))
