-- What agora stands on. Skipped by the extension script, whose control file requires them.
CREATE EXTENSION IF NOT EXISTS plpython3u;
CREATE EXTENSION IF NOT EXISTS vector WITH SCHEMA public;
