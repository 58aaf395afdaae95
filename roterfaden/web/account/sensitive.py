"""Which pages ask anew who sits here: exports, many letters, keys, roles, rules, emergencies, destruction (R-16)."""

SENSITIVE = frozenset(
    (
        # the file leaves the house
        "dossier:read",
        "dossier:printed_file",
        "dossier:protocol_file",
        "billing:export",
        "invitations:export",
        # many persons at once
        "invitations:letters",
        "letters:bulk",
        "letters:labels",
        "letters:print",
        "surveys:letters",
        # keys: to whom encrypted mail is readable, and an address that opens one's calendar
        "agenda:make_feed",
        "letters:add_certificate",
        "letters:end_certificate",
        # who may do what, and how they log in
        "administration:add_member",
        "administration:add_user",
        "administration:bind_identity",
        "administration:end_membership",
        "administration:give_start_password",
        "administration:lock_user",
        "administration:login_rules",
        "administration:unbind_identity",
        "administration:unlock_user",
        "recovery:make",
        "signon:connect",
        "signon:disconnect",
        "visibility:narrow",
        # a program that reads in one's name
        "tokens:new",
        "tokens:new_hook",
        # a case that one does not work on
        "visibility:emergency",
        # what cannot be undone
        "archive:decide",
        "archive:propose",
        "imports:run",
    )
)
# with a password that somebody else has told, only these: choosing an own one, leaving, the look of the pages
WITH_START_PASSWORD = frozenset(
    (
        "account_change_password",
        "account_logout",
        "account_reauthenticate",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "appearance",
        "language",
        "drafts:keep",
    )
)
# without the second factor that is asked for, only these: setting it up, leaving, the look of the pages
WITHOUT_FACTOR = (
    "mfa_",
    "account_",
    "sessions:",
    "signon:",
    "recovery:",
    "appearance",
    "language",
    "drafts:keep",
)
