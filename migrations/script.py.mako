"""${message}"""

from agora import migrate

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    migrate.upgrade_domain("${message}")


def downgrade() -> None:
    migrate.downgrade_domain("${message}")
