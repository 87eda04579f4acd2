"""Telegram's refusals, in its own words."""

from __future__ import annotations

from typing import Final

UNAUTHORIZED: Final = "Unauthorized"
NOT_FOUND: Final = "Not Found"
NOT_FOUND_METHOD: Final = "Not Found: method not found"
NO_JSON: Final = "Bad Request: can't parse JSON object"
CHAT_NOT_FOUND: Final = "Bad Request: chat not found"
CHAT_ID_EMPTY: Final = "Bad Request: chat_id is empty"
TEXT_EMPTY: Final = "Bad Request: message text is empty"
TEXT_TOO_LONG: Final = "Bad Request: message is too long"
RAW_TEXT_TOO_LONG: Final = "Bad Request: text is too long"
CAPTION_TOO_LONG: Final = "Bad Request: message caption is too long"
THREAD_NOT_FOUND: Final = "Bad Request: message thread not found"
TOPIC_CLOSED: Final = "Bad Request: TOPIC_CLOSED"
REPLY_NOT_FOUND: Final = "Bad Request: message to be replied not found"
EDIT_NOT_FOUND: Final = "Bad Request: message to edit not found"
EDIT_FOREIGN: Final = "Bad Request: message can't be edited"
EDIT_NO_TEXT: Final = "Bad Request: there is no text in the message to edit"
EDIT_NO_CAPTION: Final = "Bad Request: there is no caption in the message to edit"
DELETE_NOT_FOUND: Final = "Bad Request: message to delete not found"
NOT_MODIFIED: Final = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly "
    "the same as a current content and reply markup of the message"
)
UPGRADED: Final = "Bad Request: group chat was upgraded to a supergroup chat"
NO_RIGHTS: Final = "Bad Request: not enough rights to send text messages to the chat"
QUERY_TOO_OLD: Final = "Bad Request: query is too old and response timeout expired or query ID is invalid"
BUTTON_DATA: Final = "Bad Request: BUTTON_DATA_INVALID"
BUTTON_COPY: Final = "Bad Request: BUTTON_COPY_TEXT_INVALID"
BUTTON_TYPE: Final = (
    "Bad Request: can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"
)
MARKUP_TOO_LONG: Final = "Bad Request: reply markup is too long"
COMMAND: Final = "Bad Request: BOT_COMMAND_INVALID"
COMMAND_DESCRIPTION: Final = "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
FILE_EMPTY: Final = "Bad Request: file must be non-empty"
FILE_ID: Final = "Bad Request: wrong file identifier/HTTP URL specified"
FILE_UNKNOWN: Final = "Bad Request: wrong file_id or the file is temporarily unavailable"
PHOTO_DIMENSIONS: Final = "Bad Request: PHOTO_INVALID_DIMENSIONS"
FILE_TOO_BIG: Final = "Bad Request: file is too big"
USER_NOT_FOUND: Final = "Bad Request: user not found"
BLOCKED: Final = "Forbidden: bot was blocked by the user"
DEACTIVATED: Final = "Forbidden: user is deactivated"
UNKNOWN_USER: Final = "Forbidden: bot can't initiate conversation with a user"
KICKED: Final = "Forbidden: bot was kicked from the {kind} chat"
NOT_MEMBER: Final = "Forbidden: bot is not a member of the {kind} chat"
WEBHOOK_ACTIVE: Final = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
    "webhook first"
)
OTHER_POLLER: Final = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
WEBHOOK_HTTPS: Final = "Bad Request: bad webhook: An HTTPS URL must be provided for webhook"
WEBHOOK_PORT: Final = "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443"
WEBHOOK_CHARACTERS: Final = "Bad Request: secret token contains unallowed characters"


class RefusedError(Exception):
    """A call Telegram answers with an error. ``parameters`` are those of the answer."""

    def __init__(self, description: str, *, code: int | None = None, **parameters: int) -> None:
        super().__init__(description)
        self.description = description
        self.parameters = parameters
        self.code = code if code is not None else _code(description)


class MisuseError(RefusedError):
    """A call no caller should have made, whatever the state of the world: it is a fault too."""


def too_many(seconds: int) -> RefusedError:
    """The answer to whoever sends too fast."""
    return RefusedError(f"Too Many Requests: retry after {seconds}", code=429, retry_after=seconds)


def _code(description: str) -> int:
    for words, code in (("Bad Request", 400), ("Unauth", 401), ("Forbidden", 403), ("Conflict", 409)):
        if description.startswith(words):
            return code
    return 404 if description.startswith("Not Found") else 500
