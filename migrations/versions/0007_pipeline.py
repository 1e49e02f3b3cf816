"""pipeline"""

from agora import migrate

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    migrate.upgrade_domain("pipeline")


def downgrade() -> None:
    migrate.downgrade_domain("pipeline")
