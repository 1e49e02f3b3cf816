"""reward"""

from agora import migrate

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    migrate.upgrade_domain("reward")


def downgrade() -> None:
    migrate.downgrade_domain("reward")
