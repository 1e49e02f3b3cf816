"""model"""

from agora import migrate

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    migrate.upgrade_domain("model")


def downgrade() -> None:
    migrate.downgrade_domain("model")
