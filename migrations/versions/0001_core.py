"""core"""

from agora import migrate

revision = "0001"
down_revision = None


def upgrade() -> None:
    migrate.upgrade_domain("core")


def downgrade() -> None:
    migrate.downgrade_domain("core")
