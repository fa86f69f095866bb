"""Find the people of a group by their role without a look at the rows."""

from __future__ import annotations

from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the change."""
    op.create_index("ix_membership_group_id_role_user_id", "membership", ["group_id", "role", "user_id"])
    op.drop_index("ix_membership_group_id", "membership")


def downgrade() -> None:
    """Undo the change."""
    op.create_index("ix_membership_group_id", "membership", ["group_id"])
    op.drop_index("ix_membership_group_id_role_user_id", "membership")
