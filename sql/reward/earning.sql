-- What each contributor was paid per day for helping whom: the sums that the guards read, kept by a trigger and compared with
-- reward_calculation by an invariant. Grants, which are not earned, are left out. Days are those of UTC.
-- Dump: all
CREATE TABLE agora_reward.earning (
    principal_id  bigint  NOT NULL,
    day           date    NOT NULL,
    helped_id     bigint  NOT NULL,
    amount        numeric NOT NULL,
    payouts       bigint  NOT NULL,
    CONSTRAINT earning_pk              PRIMARY KEY (principal_id, day, helped_id),
    CONSTRAINT earning_principal_id_fk FOREIGN KEY (principal_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT earning_helped_id_fk    FOREIGN KEY (helped_id) REFERENCES agora.principal (principal_id),
    CONSTRAINT earning_amount_ck       CHECK (amount > 0 AND payouts > 0)
) WITH (fillfactor = 80);
CREATE INDEX earning_helped_id_ix ON agora_reward.earning (helped_id, day);
COMMENT ON TABLE  agora_reward.earning              IS 'Payouts by contributor, day and whom they helped; see daily_earning.';
COMMENT ON COLUMN agora_reward.earning.principal_id IS 'Who was paid.';
COMMENT ON COLUMN agora_reward.earning.day          IS 'Day of the payouts in UTC.';
COMMENT ON COLUMN agora_reward.earning.helped_id    IS 'Who was helped; 1, the system, where nobody in particular was.';
COMMENT ON COLUMN agora_reward.earning.amount       IS 'Tokens paid.';
COMMENT ON COLUMN agora_reward.earning.payouts      IS 'In how many payouts.';
