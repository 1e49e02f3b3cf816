-- Changes of reward constants that were asked for, who approved them, and what came of it. A change becomes a version in
-- reward_policy when enough operators other than its proposer have approved; one is open per kind at a time.
-- Dump policy_proposal: all
CREATE TABLE agora_reward.policy_proposal (
    policy_proposal_id  bigint      GENERATED ALWAYS AS IDENTITY,
    kind                text        NOT NULL,
    base_policy_id      bigint      NOT NULL,
    parameters          jsonb       NOT NULL,
    changes             jsonb       NOT NULL,
    valid_from          timestamptz NOT NULL,
    expires_at          timestamptz NOT NULL,
    is_emergency        boolean     NOT NULL,
    reason              text        NOT NULL,
    status              text        NOT NULL DEFAULT 'open',
    reward_policy_id    bigint,
    proposed_by         bigint      NOT NULL,
    proposed_at         timestamptz NOT NULL,
    closed_at           timestamptz,
    CONSTRAINT policy_proposal_pk                  PRIMARY KEY (policy_proposal_id),
    CONSTRAINT policy_proposal_base_policy_id_fk   FOREIGN KEY (base_policy_id) REFERENCES agora_reward.reward_policy (reward_policy_id),
    CONSTRAINT policy_proposal_reward_policy_id_fk FOREIGN KEY (reward_policy_id) REFERENCES agora_reward.reward_policy (reward_policy_id),
    CONSTRAINT policy_proposal_proposed_by_fk      FOREIGN KEY (proposed_by) REFERENCES agora.principal (principal_id),
    CONSTRAINT policy_proposal_status_ck           CHECK (status IN ('open', 'adopted', 'withdrawn', 'expired')),
    CONSTRAINT policy_proposal_closed_ck           CHECK ((status = 'open') = (closed_at IS NULL)),
    CONSTRAINT policy_proposal_adopted_ck          CHECK ((status = 'adopted') = (reward_policy_id IS NOT NULL))
);
CREATE UNIQUE INDEX policy_proposal_open_uq         ON agora_reward.policy_proposal (kind) WHERE status = 'open';
CREATE INDEX policy_proposal_base_policy_id_ix      ON agora_reward.policy_proposal (base_policy_id);
CREATE INDEX policy_proposal_reward_policy_id_ix    ON agora_reward.policy_proposal (reward_policy_id);
CREATE INDEX policy_proposal_proposed_by_ix         ON agora_reward.policy_proposal (proposed_by);
COMMENT ON TABLE  agora_reward.policy_proposal                    IS 'Proposed changes of reward constants; see policy_change.';
COMMENT ON COLUMN agora_reward.policy_proposal.policy_proposal_id IS 'Key.';
COMMENT ON COLUMN agora_reward.policy_proposal.kind               IS 'Which formula or guard.';
COMMENT ON COLUMN agora_reward.policy_proposal.base_policy_id     IS 'Version that it was compared with.';
COMMENT ON COLUMN agora_reward.policy_proposal.parameters         IS 'All constants of the new version; a JSON object.';
COMMENT ON COLUMN agora_reward.policy_proposal.changes            IS 'What differs: path to [before, after].';
COMMENT ON COLUMN agora_reward.policy_proposal.valid_from         IS 'From when it is to hold; an emergency holds from its adoption at the earliest.';
COMMENT ON COLUMN agora_reward.policy_proposal.expires_at         IS 'Until when it can be approved.';
COMMENT ON COLUMN agora_reward.policy_proposal.is_emergency       IS 'Whether step, gap and notice are waived, for more approvals.';
COMMENT ON COLUMN agora_reward.policy_proposal.reason             IS 'Why.';
COMMENT ON COLUMN agora_reward.policy_proposal.status             IS 'open, adopted, withdrawn or expired.';
COMMENT ON COLUMN agora_reward.policy_proposal.reward_policy_id   IS 'Version that it became.';
COMMENT ON COLUMN agora_reward.policy_proposal.proposed_by        IS 'Who proposed it.';
COMMENT ON COLUMN agora_reward.policy_proposal.proposed_at        IS 'When; the notice counts from here.';
COMMENT ON COLUMN agora_reward.policy_proposal.closed_at          IS 'When it was adopted, withdrawn or found expired.';

CREATE TRIGGER policy_proposal_guard_status
    BEFORE UPDATE OF status ON agora_reward.policy_proposal
    FOR EACH ROW WHEN (old.status IS DISTINCT FROM new.status)
    EXECUTE FUNCTION agora.tg_guard_status('policy_proposal');

-- Dump policy_approval: all
CREATE TABLE agora_reward.policy_approval (
    policy_proposal_id  bigint      NOT NULL,
    principal_id        bigint      NOT NULL,
    notes               text,
    recorded_at         timestamptz NOT NULL,
    CONSTRAINT policy_approval_pk                    PRIMARY KEY (policy_proposal_id, principal_id),
    CONSTRAINT policy_approval_policy_proposal_id_fk FOREIGN KEY (policy_proposal_id) REFERENCES agora_reward.policy_proposal (policy_proposal_id),
    CONSTRAINT policy_approval_principal_id_fk       FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id)
);
CREATE INDEX policy_approval_policy_proposal_id_ix ON agora_reward.policy_approval (policy_proposal_id);
CREATE INDEX policy_approval_principal_id_ix       ON agora_reward.policy_approval (principal_id);
COMMENT ON TABLE  agora_reward.policy_approval                    IS 'Who approved which proposal; append-only.';
COMMENT ON COLUMN agora_reward.policy_approval.policy_proposal_id IS 'Proposal.';
COMMENT ON COLUMN agora_reward.policy_approval.principal_id       IS 'Who approved it; never its proposer.';
COMMENT ON COLUMN agora_reward.policy_approval.notes              IS 'Why.';
COMMENT ON COLUMN agora_reward.policy_approval.recorded_at        IS 'When.';

CREATE TRIGGER policy_approval_refuse_change
    BEFORE UPDATE OR DELETE ON agora_reward.policy_approval
    FOR EACH ROW EXECUTE FUNCTION agora.tg_refuse_change();
CREATE TRIGGER policy_approval_refuse_truncate
    BEFORE TRUNCATE ON agora_reward.policy_approval
    FOR EACH STATEMENT EXECUTE FUNCTION agora.tg_refuse_change();
