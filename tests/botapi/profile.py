"""The methods about the bot itself, chats and their members, and files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.botapi import errors
from tests.botapi.errors import RefusedError
from tests.botapi.referee import check_commands
from tests.botapi.world import MAX_DOWNLOAD_BYTES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.botapi.sending import Files, Handler, Params
    from tests.botapi.world import World

_RIGHTS: Final = (
    *("can_manage_chat", "can_delete_messages", "can_manage_video_chats", "can_restrict_members"),
    *("can_promote_members", "can_change_info", "can_invite_users", "can_post_stories", "can_edit_stories"),
    *("can_delete_stories", "can_send_welcome_messages"),
)


def get_me(world: World, _params: Params, _files: Files) -> dict[str, Any]:
    """Who the bot is, and what it may do."""
    return {
        **world.bot,
        "can_join_groups": True,
        "can_read_all_group_messages": not world.privacy,
        "supports_inline_queries": True,
        "supports_guest_queries": world.guest,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }


def set_commands(world: World, params: Params, _files: Files) -> bool:
    """Keep a list of commands for a scope and a language."""
    check_commands(params["commands"])
    _check_scope(world, params)
    world.settings[_commands_key(params)] = params["commands"]
    return True


def get_commands(world: World, params: Params, _files: Files) -> list[dict[str, str]]:
    """The commands of a scope and a language."""
    _check_scope(world, params)
    listed: list[dict[str, str]] = world.settings.get(_commands_key(params), [])
    return listed


def set_description(world: World, params: Params, _files: Files) -> bool:
    """What an empty chat with the bot shows."""
    world.settings[f"description {params.get('language_code', '')}"] = params.get("description", "")
    return True


def get_description(world: World, params: Params, _files: Files) -> dict[str, str]:
    """What an empty chat with the bot shows."""
    return {"description": world.settings.get(f"description {params.get('language_code', '')}", "")}


def set_short_description(world: World, params: Params, _files: Files) -> bool:
    """What the bot's profile shows."""
    world.settings[f"short {params.get('language_code', '')}"] = params.get("short_description", "")
    return True


def get_short_description(world: World, params: Params, _files: Files) -> dict[str, str]:
    """What the bot's profile shows."""
    return {"short_description": world.settings.get(f"short {params.get('language_code', '')}", "")}


def get_chat(world: World, params: Params, _files: Files) -> dict[str, Any]:
    """All about a chat."""
    room = world.room_for_bot(params["chat_id"], speaking=False)
    gifts = ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription")
    accepted = dict.fromkeys((*gifts, "gifts_from_channels"), False)
    return {
        **room.chat,
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": accepted,
    }


def get_member(world: World, params: Params, _files: Files) -> dict[str, Any]:
    """Somebody's place in a chat."""
    room = world.room_for_bot(params["chat_id"], speaking=False)
    user = params["user_id"]
    if user != world.bot["id"] and user not in world.accounts:
        raise RefusedError(errors.USER_NOT_FOUND)
    identity = world.bot if user == world.bot["id"] else world.accounts[user].user
    present = "member" if room.kind == "private" else "left"
    return member(identity, room.statuses.get(user, present))


def get_administrators(world: World, params: Params, _files: Files) -> list[dict[str, Any]]:
    """Who leads a chat, bots left out."""
    room = world.room_for_bot(params["chat_id"], speaking=False)
    leading = {"creator", "administrator"}
    return [
        member(world.accounts[user].user, status)
        for user, status in room.statuses.items()
        if status in leading and user in world.accounts
    ]


def leave_chat(world: World, params: Params, _files: Files) -> bool:
    """Go out of a chat."""
    room = world.room_for_bot(params["chat_id"], speaking=False)
    room.statuses[world.bot["id"]] = "left"
    return True


def get_file(world: World, params: Params, _files: Files) -> dict[str, Any]:
    """Where a file can be fetched."""
    stored = world.files.get(params["file_id"])
    if stored is None:
        raise RefusedError(errors.FILE_UNKNOWN)
    if len(stored.content) > MAX_DOWNLOAD_BYTES:
        raise RefusedError(errors.FILE_TOO_BIG)
    return {
        "file_id": params["file_id"],
        "file_unique_id": f"U{int(params['file_id'][4:])}",
        "file_size": len(stored.content),
        "file_path": stored.path,
    }


CALLS: Final[Mapping[str, Handler]] = {
    "getMe": get_me,
    "setMyCommands": set_commands,
    "getMyCommands": get_commands,
    "setMyDescription": set_description,
    "getMyDescription": get_description,
    "setMyShortDescription": set_short_description,
    "getMyShortDescription": get_short_description,
    "getChat": get_chat,
    "getChatMember": get_member,
    "getChatAdministrators": get_administrators,
    "leaveChat": leave_chat,
    "getFile": get_file,
}


def member(user: Mapping[str, Any], status: str) -> dict[str, Any]:
    """A member of a chat as the Bot API shows one."""
    shown: dict[str, Any] = {"user": dict(user), "status": status}
    if status == "creator":
        shown["is_anonymous"] = False
    if status == "administrator":
        shown |= {"can_be_edited": False, "is_anonymous": False, **dict.fromkeys(_RIGHTS, True)}
    if status == "kicked":
        shown["until_date"] = 0
    return shown


def _check_scope(world: World, params: Params) -> None:
    """Refuse a chat that the bot was never in."""
    chat = params.get("scope", {}).get("chat_id")
    if chat is not None and chat not in world.rooms:
        raise RefusedError(errors.CHAT_NOT_FOUND)


def _commands_key(params: Params) -> str:
    scope = params.get("scope", {"type": "default"})
    narrowed = [str(scope[key]) for key in ("chat_id", "user_id") if key in scope]
    return " ".join(["commands", scope["type"], *narrowed, params.get("language_code", "")])
