"""work"""

from agora import migrate

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    migrate.upgrade_domain("work")


def downgrade() -> None:
    migrate.downgrade_domain("work")
