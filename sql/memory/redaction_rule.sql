-- What a secret looks like. A rule asks for a literal value or a known form of token, so that code which reads a secret from
-- elsewhere is none. Rules are looked for by PostgreSQL's own regular expressions, which can be interrupted and do not explode.
-- Dump redaction_rule: WHERE NOT is_builtin
CREATE TABLE agora_memory.redaction_rule (
    rule               text        NOT NULL,
    kind               text        NOT NULL,
    pattern            text        NOT NULL,
    hint               text,
    is_case_sensitive  boolean     NOT NULL,
    description        text        NOT NULL,
    is_builtin         boolean     NOT NULL DEFAULT false,
    recorded_at        timestamptz NOT NULL,
    CONSTRAINT redaction_rule_pk         PRIMARY KEY (rule),
    CONSTRAINT redaction_rule_name_ck    CHECK (rule ~ '^[a-z][a-z0-9_]{0,62}$'),
    CONSTRAINT redaction_rule_kind_ck    CHECK (kind IN ('text', 'key')),
    CONSTRAINT redaction_rule_pattern_ck CHECK (length(pattern) BETWEEN 1 AND 1000)
);
COMMENT ON TABLE  agora_memory.redaction_rule                   IS 'Forms of secrets; see redaction.';
COMMENT ON COLUMN agora_memory.redaction_rule.rule              IS 'Name; a secret is replaced by [redacted:<name>].';
COMMENT ON COLUMN agora_memory.redaction_rule.kind              IS 'text: a form of secret anywhere in a text; key: whole name of a JSON key whose value is one.';
COMMENT ON COLUMN agora_memory.redaction_rule.pattern           IS 'Regular expression; what its first group catches is kept.';
COMMENT ON COLUMN agora_memory.redaction_rule.hint              IS 'Simpler expression that whatever the pattern finds contains; looked for first. NULL: the pattern itself.';
COMMENT ON COLUMN agora_memory.redaction_rule.is_case_sensitive IS 'Whether upper and lower case differ.';
COMMENT ON COLUMN agora_memory.redaction_rule.description       IS 'What it finds.';
COMMENT ON COLUMN agora_memory.redaction_rule.is_builtin        IS 'Whether it came with the release.';
COMMENT ON COLUMN agora_memory.redaction_rule.recorded_at       IS 'When it was added.';

-- Dump redaction_rule_state: all
CREATE TABLE agora_memory.redaction_rule_state (
    rule       text    NOT NULL,
    is_active  boolean NOT NULL,
    CONSTRAINT redaction_rule_state_pk      PRIMARY KEY (rule),
    CONSTRAINT redaction_rule_state_rule_fk FOREIGN KEY (rule) REFERENCES agora_memory.redaction_rule (rule)
);
COMMENT ON TABLE  agora_memory.redaction_rule_state           IS 'Rules that an operator switched off or on again.';
COMMENT ON COLUMN agora_memory.redaction_rule_state.rule      IS 'Rule.';
COMMENT ON COLUMN agora_memory.redaction_rule_state.is_active IS 'Whether it is looked for.';

INSERT INTO agora_memory.redaction_rule (rule, kind, is_case_sensitive, description, hint, pattern, is_builtin, recorded_at)
SELECT r.rule, r.kind, r.is_case_sensitive, r.description, r.hint, r.pattern, true, agora.now()
  FROM (VALUES
       ('authorization', 'text', false, 'Credentials of an Authorization header, or after Bearer.',
        'authorization|bearer\s',
        '(authorization\\*["'']?\s*[:=,]\s*\\*["'']?(?:bearer|basic|token|digest)\s+|bearer\s+(?=[^\s"'']{20}))[A-Za-z0-9._~+/=-]{8,}'),
       ('aws_access_key', 'text', true, 'AWS access key id.',
        'AKIA|ASIA',
        '((?<![A-Za-z0-9_])|\\[nrt])(?:AKIA|ASIA)[0-9A-Z]{16}(?![A-Za-z0-9_])'),
       ('aws_secret_key', 'text', false, 'AWS secret access key.',
        'secret_?(?:access_?)?key\\*["'']?\s*[=:]',
        '(aws_?secret_?(?:access_?)?key\\*["'']?\s*[=:]\s*\\*["'']?)[A-Za-z0-9/+]{40}'),
       ('github_token', 'text', true, 'GitHub token, classic or fine-grained.',
        'gh[pousr]_|github_pat_',
        'gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{22,}'),
       ('json_key', 'key', false, 'Values of JSON keys that are named after a secret.',
        '(?:password|passwd|pwd|passphrase|secret|[_-]?key|token|authorization|credentials?|cookie)":',
        '(?:[^"]*[_.-])?(?:password|passwd|pwd|passphrase|secret|client[_-]?secret|secret[_-]?key|api[_-]?key|access[_-]?key|private[_-]?key|auth[_-]?token|access[_-]?token|refresh[_-]?token|token|authorization|credential|credentials|cookie|set-cookie)'),
       ('jwt', 'text', true, 'JSON web token.',
        'eyJ',
        'eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*'),
       ('password', 'text', false, 'A literal in quotes that is given to a password, secret, key or token.',
        '(?:password|passwd|pwd|passphrase|secret|key|token)\\*["'']?\s*[=:]',
        '((?:password|passwd|pwd|passphrase|secret|api[_-]?key|access[_-]?key|secret[_-]?key|private[_-]?key|token)\\*["'']?\s*(?:=|:|=>|:=)\s*[bru]?\\*["''])(?!\[redacted:|\$\{?\w+\}?\\*["'']|<[^"''<>]*>|\{|%|\*|\.{3})[^"''\s\\]{4,}'),
       ('password_plain', 'text', false, 'A value without quotes, with a digit in it, that is given to a password, secret, key or token.',
        '(?:password|passwd|pwd|passphrase|secret|key|token)=',
        '((?:password|passwd|pwd|passphrase|secret|api[_-]?key|access[_-]?key|token)=)(?=[^\s"''`$<>(){};,.&\\[\]]*[0-9])[^\s"''`$<>(){};,.&\\[\]]{6,}(?![^\s"''`&;\\])'),
       ('private_key', 'text', true, 'PEM private key.',
        'PRIVATE KEY',
        '-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----(?:[A-Za-z0-9+/=\s:,\\]|-[A-Za-z0-9])*(?:-----END [A-Z0-9 ]*PRIVATE KEY-----)?'),
       ('provider_key', 'text', true, 'API key of a model provider or service: OpenAI, Anthropic, Google, Hugging Face, Stripe, GitLab, npm, PyPI, SendGrid, Groq, xAI, Replicate.',
        'sk-|AIza|hf_|k_live_|k_test_|glpat-|npm_|pypi-|SG\.|gsk_|xai-|r8_',
        '((?<![A-Za-z0-9_-])|\\[nrt])(?:sk-[A-Za-z0-9_-]{20,}|AIza[0-9A-Za-z_-]{35}|hf_[A-Za-z0-9]{30,}|[rs]k_(?:live|test)_[0-9A-Za-z]{16,}|glpat-[0-9A-Za-z_-]{20,}|npm_[A-Za-z0-9]{36}|pypi-[A-Za-z0-9_-]{50,}|SG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}|gsk_[A-Za-z0-9]{40,}|xai-[A-Za-z0-9]{40,}|r8_[A-Za-z0-9]{37})'),
       ('slack_token', 'text', true, 'Slack token or incoming webhook.',
        'xox[a-z]-|hooks\.slack',
        'xox[abeoprs]-[A-Za-z0-9-]{10,}|(hooks\.slack\.com/services/)[A-Za-z0-9/]{20,}'),
       ('url_password', 'text', true, 'Password in a URL.',
        '://[^\s/]*@',
        '([A-Za-z][A-Za-z0-9+.-]*://[^\s:/@"'']*:)(?!\[redacted:|\$|<|\{|%|\*)[^\s/@"'']+(?=@)')
       ) AS r(rule, kind, is_case_sensitive, description, hint, pattern);
