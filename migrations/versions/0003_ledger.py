"""ledger"""

from agora import migrate

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    migrate.upgrade_domain("ledger")


def downgrade() -> None:
    migrate.downgrade_domain("ledger")
