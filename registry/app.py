"""The application, put together."""

import sys
from pathlib import Path

import structlog
from flask import Blueprint, Flask
from flask_security import SQLAlchemyUserDatastore
from werkzeug.middleware.proxy_fix import ProxyFix

from registry import answers, config, display, headers, incoming
from registry.accounts.models import RoleRow, User
from registry.accounts.service import know_the_actor
from registry.accounts.views import blueprint as accounts
from registry.certification.views import blueprint as certification
from registry.desk.views import blueprint as desk
from registry.directory.api import blueprint as directory_api
from registry.directory.views import blueprint as directory
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
from registry.locale import choose_locale
from registry.permissions import access_table
from registry.reviews.views import blueprint as reviews
from registry.statistics.api import blueprint as statistics_api
from registry.statistics.views import blueprint as statistics

BLUEPRINTS: tuple[Blueprint, ...] = (
    accounts,
    desk,
    directory,
    directory_api,
    reviews,
    certification,
    statistics,
    statistics_api,
)


def create_app(overrides: dict[str, str] | None = None) -> Flask:
    """The application for these settings (by name without prefix) over the environment's."""
    _log_to_stderr()
    given = config.read_environment(overrides)
    app = Flask("registry", template_folder="../templates", static_folder="static")
    app.config.from_mapping(config.flask_settings(given))
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(given["DATABASE_URL"])
    _set_up_extensions(app)
    know_the_actor(app)
    answers.register(app)
    incoming.register(app)
    display.register(app)
    headers.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access_table(app)
    hops = int(given["PROXY_HOPS"])
    if hops:
        # Flask's own way of putting a middleware around the application.
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # see above
    return app


def _log_to_stderr() -> None:
    # What a command answers on its standard output may be read by a machine.
    structlog.configure(logger_factory=lambda *_: structlog.PrintLogger(sys.stderr))


def _set_up_extensions(app: Flask) -> None:
    db.init_app(app)
    with app.app_context():
        listen(db.engine)
    migrations = Path(__file__).with_name("migrations")
    migrate.init_app(app, db, directory=str(migrations), render_as_batch=True)
    csrf.init_app(app)
    bootstrap.init_app(app)
    babel.init_app(
        app, default_translation_directories="translations", locale_selector=choose_locale
    )
    security.init_app(app, SQLAlchemyUserDatastore(db, User, RoleRow))
