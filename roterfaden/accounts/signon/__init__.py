"""Logging in through an identity provider (OpenID Connect); decision 0106."""
