#!/bin/sh
# Once, in an empty database server: a plain login that owns its database. Row security does not hold for superusers.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$ROTERFADEN_DB_PASSWORD" <<'SQL'
CREATE ROLE roterfaden LOGIN NOSUPERUSER CREATEDB PASSWORD :'password';
CREATE DATABASE roterfaden OWNER roterfaden;
SQL
