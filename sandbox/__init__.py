"""The bot on a page in the browser, behind the fake Bot API server: ``make sandbox``, no token needed.

`scene` is who is there and what they do, `feed` tells the page what changes, `routes` is the page's
small JSON API, `commands` the menu under "/", `service` the HTTP server on loopback; `page/` holds
the page itself, in files a browser reads as they are. `shots` takes the README's pictures of it, in a
`browser` that is driven, with a `palette` that keeps them small.
"""
