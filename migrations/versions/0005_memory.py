"""memory"""

from agora import migrate

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    migrate.upgrade_domain("memory")


def downgrade() -> None:
    migrate.downgrade_domain("memory")
