"""event"""

from agora import migrate

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    migrate.upgrade_domain("event")


def downgrade() -> None:
    migrate.downgrade_domain("event")
