"""The application, put together."""

from pathlib import Path

from flask import Blueprint, Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from registry import answers, config, display, headers, idempotency, incoming, prepared
from registry.accounts.account_views import blueprint as account
from registry.accounts.factor_views import blueprint as factors
from registry.accounts.invitation_views import blueprint as invitations
from registry.accounts.requests import know_the_actor
from registry.accounts.sign_in_views import blueprint as sign_in
from registry.accounts.views import blueprint as accounts
from registry.applications.patent_views import blueprint as patents
from registry.certification.bulk_views import blueprint as bulk
from registry.certification.paper_views import blueprint as papers
from registry.certification.proposal_views import blueprint as proposals
from registry.certification.views import blueprint as certification
from registry.colleagues.views import blueprint as colleagues
from registry.colleagues.views import links as colleague_links
from registry.contracts.table_views import blueprint as contract_tables
from registry.contracts.views import blueprint as contracts
from registry.corrections.views import blueprint as corrections
from registry.desk.block_views import blueprint as patent_block
from registry.desk.copy_views import blueprint as copies
from registry.desk.views import blueprint as desk
from registry.directory.api import blueprint as directory_api
from registry.directory.views import blueprint as directory
from registry.documents.views import blueprint as documents
from registry.extensions import (
    babel,
    bootstrap,
    csrf,
    db,
    engine_options,
    listen,
    migrate,
)
from registry.locale import choose_locale
from registry.messages.views import blueprint as messages
from registry.objections.notice_views import blueprint as notices
from registry.objections.views import blueprint as objections
from registry.operations import logs, measures
from registry.operations.views import blueprint as operations
from registry.operators.benchmark_views import blueprint as benchmarks
from registry.operators.list_views import blueprint as lists
from registry.operators.people_views import blueprint as people
from registry.operators.people_views import links as people_links
from registry.operators.programme_views import blueprint as programme
from registry.operators.trail_views import blueprint as trail
from registry.permissions import access_table
from registry.reviews.away_views import blueprint as away
from registry.reviews.case_views import blueprint as cases
from registry.reviews.views import blueprint as reviews
from registry.statistics.api import blueprint as statistics_api
from registry.statistics.bulletin.views import blueprint as bulletin
from registry.statistics.comparing_views import blueprint as comparing
from registry.statistics.outputs.staff_views import blueprint as outputs
from registry.statistics.outputs.views import blueprint as open_data
from registry.statistics.releases.views import blueprint as releases
from registry.statistics.target_views import blueprint as targets
from registry.statistics.views import blueprint as statistics
from registry.watching.views import blueprint as watching

BLUEPRINTS: tuple[Blueprint, ...] = (
    operations,
    accounts,
    sign_in,
    account,
    factors,
    desk,
    patent_block,
    copies,
    documents,
    directory,
    directory_api,
    reviews,
    cases,
    away,
    bulk,
    certification,
    notices,
    objections,
    corrections,
    papers,
    proposals,
    watching,
    messages,
    contracts,
    contract_tables,
    patents,
    statistics,
    statistics_api,
    comparing,
    targets,
    releases,
    bulletin,
    open_data,
    outputs,
    programme,
    benchmarks,
    lists,
    people,
    people_links,
    colleagues,
    colleague_links,
    trail,
    invitations,
)


def create_app(overrides: dict[str, str] | None = None) -> Flask:
    """The application for these settings (by name without prefix) over the environment's."""
    given = config.read_environment(overrides)
    logs.configure(as_json=given["ENV"] == "production")
    app = Flask("registry", template_folder="../templates", static_folder="static")
    app.config.from_mapping(config.flask_settings(given))
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(given["DATABASE_URL"])
    _set_up_extensions(app)
    logs.register(app)
    measures.register(app)
    incoming.register(app)
    know_the_actor(app)
    answers.register(app)
    display.register(app)
    headers.register(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    access_table(app)
    idempotency.register(app)
    prepared.register(app)
    hops = int(given["PROXY_HOPS"])
    if hops:
        # Flask's own way of putting a middleware around the application.
        proxied = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
        app.wsgi_app = proxied  # type: ignore[method-assign]  # see above
    return app


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
