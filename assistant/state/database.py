"""Opens ``app.db``: accounts, the log of answers, what trainers add. SQLite beside the versions, or any database by URL.

The schema is brought up to date by Alembic when the database is opened. SQLite writes ahead (readers are never blocked) and
brings every commit to the disk before it returns: what was acknowledged is there after a crash.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from assistant.state.presence import FILE, URL_VARIABLE

WAIT_SECONDS = 10  # for another process that writes; then the user is told instead of kept waiting
_WRITES = "assistant_writes"  # option of a connection that will write
MIGRATIONS = Path(__file__).with_name("migrations")
_VERSIONS = "alembic_version"  # the table in which Alembic keeps which one a database has


class DatabaseUnavailable(Exception):
    """The database cannot be opened or brought up to date."""


def open_database(home: Path, url: str | None = None) -> Engine:
    """Open the database of a state folder and bring its schema up to date.

    :param home: The state folder; made if it is not there.
    :param url: Another database, as SQLAlchemy writes it; ``$ASSISTANT_DATABASE_URL`` if not given, else SQLite in the folder.
    :return: The engine; several threads may use it at once.
    :raises DatabaseUnavailable: if it cannot be opened or was written by a later release.
    """
    wanted = url or os.environ.get(URL_VARIABLE) or ""
    if not wanted:
        home.mkdir(parents=True, exist_ok=True)
        _make_private(home / FILE)
    engine = _engine_of(wanted or f"sqlite:///{home / FILE}")
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    try:
        with writing(engine) as connection:
            _upgrade(connection)
    except Exception as error:  # of Alembic, of the driver, of the disk: for who runs it all of them mean the same
        engine.dispose()
        raise DatabaseUnavailable(
            f"数据库 {engine.url.render_as_string(hide_password=True)} 无法打开或升级（{_reason(error)}），"
            "请检查路径和权限；若它由更新的版本写成，请用那个版本打开。"
        ) from error
    return engine


def _engine_of(url: str) -> Engine:
    """Make an engine; PostgreSQL is reached by the driver that is installed with the program."""
    try:
        wanted = make_url(url)
        if wanted.drivername in ("postgres", "postgresql"):
            wanted = wanted.set(drivername="postgresql+psycopg")
        return create_engine(wanted)
    except (ArgumentError, ImportError) as error:  # what SQLAlchemy says of it may repeat the password
        raise DatabaseUnavailable(
            f"环境变量 {URL_VARIABLE} 的数据库地址用不了，请写成 postgresql://用户:密码@主机/库 这样；不写则用 SQLite。"
        ) from error


def _make_private(file: Path) -> None:
    """Let nobody but the account of the service read the file, nor what SQLite puts beside it."""
    file.touch(mode=0o600)
    if file.stat().st_mode & 0o077:
        with suppress(PermissionError):  # of another account, which lets this one write
            file.chmod(0o600)


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Write in one transaction: all of it is there afterwards, or nothing.

    :param engine: The database.
    :yield: A connection; leaving the block commits, an error takes everything back.
    """
    with engine.connect().execution_options(**{_WRITES: True}) as connection, connection.begin():
        yield connection


def _prepare_sqlite(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    """Set up one connection: transactions are begun by us, not guessed by the driver."""
    connection.isolation_level = None  # of sqlite3; the general type lets any attribute through
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"busy_timeout={WAIT_SECONDS * 1000}",
        "secure_delete=ON",  # what is purged is overwritten, not only forgotten
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """Begin as a writer at once where something will be written: two that read first and write later would deadlock."""
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _upgrade(connection: Connection) -> None:
    """Run the migrations that this database has not seen; a database that has seen all opens without Alembic."""
    if inspect(connection).has_table(_VERSIONS):
        seen = connection.execute(text(f"SELECT version_num FROM {_VERSIONS}")).scalars().all()
        if seen == [newest_migration()]:
            return
    from alembic import command  # late: a quarter of a second of every start
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")


def newest_migration() -> str:
    """Name the newest migration: its file's name begins with it."""
    return max(file.name.partition("_")[0] for file in (MIGRATIONS / "versions").glob("[0-9]*_*.py"))


def _reason(error: Exception) -> str:
    """Say in one line what went wrong."""
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return str(cause).splitlines()[0] if str(cause) else type(cause).__name__
