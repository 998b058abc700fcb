# SPDX-License-Identifier: GPL-3.0-or-later
"""The places of the app and the way to each, for whoever walks through all of them.

A place is a name and a function that leads there from wherever the app is and returns when it is on screen. A new page gets
a row in PLACES, and is then photographed (screenshots.py) and walked by keyboard and ear (crawler.py)."""
import pyatspi
from journey import wait


def row(app, name):
    """An item of a list, by its accessible name or the label in it."""
    for node in app.walk():
        if node.getRoleName() == 'list item' and app.shows(node):
            if name in (None, node.name) or any(child.name == name for child in app.walk(node)):
                return node
    return None


def is_signed_in(app):
    return app.find(app.BUTTONS, 'Sign in') is None


def sign_in(app, name, password):
    app.sign_in(name, password)


def leave_dialogs(app):
    """Escape leaves a choice within a dialog first, and then the dialog."""
    for _ in range(4):
        if not app.find('dialog', None):
            return
        app.keys('Escape')
        try:
            wait('the dialog to go', lambda: not app.find('dialog', None), 3.0)
        except AssertionError:
            pass
    wait('the dialog to go', lambda: not app.find('dialog', None))


def listed(app, keys, title):
    """One of the lists that a key leads to."""
    leave_dialogs(app)
    app.keys(keys)
    wait(f'the list {title}', lambda: app.find('grouping', title))


def home(app):
    listed(app, 'alt+1', 'Home')
    wait('posts', lambda: app.find('list', 'Posts'))


def sidebar(app):
    home(app)
    for _ in range(3):
        if row(app, 'Home'):
            return
        app.keys('alt+Left')
    wait('the sidebar', lambda: row(app, 'Home'))


def thread(app):
    home(app)
    app.act('a post with comments', lambda: next(
        (node for node in app.walk(app.find('list', 'Posts')) if node.getRoleName() in app.BUTTONS and 'comments' in node.name and app.shows(node)), None))
    wait('the thread', lambda: app.find('list', 'Post and comments'))


def profile(app):
    sidebar(app)
    app.act('the person', lambda: app.find(app.BUTTONS, 'Your profile', contains=True))
    wait('the profile', lambda: app.find('grouping', 'Profile', contains=True) or app.sees('followers'))


def composer(app):
    leave_dialogs(app)
    app.keys('ctrl+n')
    title = app.entry('Title')
    wait('the cursor', lambda: title.getState().contains(pyatspi.STATE_FOCUSED) or app.focus())


WRITTEN = """## Three frogs, one sign

The *second* film turns the **sign** around, and nobody says so. @nova saw it at 2:31; ||the third frog is the narrator||.

- the pond, again
- a sing that is not a sign

> It began with three frogs.

See #theories.
"""


def written(app):
    composer(app)
    app.type('Title', 'On the frog trilogy')
    app.type('Text', WRITTEN)
    if not app.find('grouping', 'Preview'):
        app.keys('ctrl+shift+v')
    wait('the preview', lambda: app.find('heading', 'Three frogs, one sign', contains=True) or app.find('grouping', 'Preview'))
    app.wait_sees('words')
    app.wait_sees('Saved')


def schedule(app):
    composer(app)
    app.keys('ctrl+shift+Return')
    app.wait_sees('Time zone of this computer')


def waiting(app):
    composer(app)
    app.type('Title', 'The frogs return')
    app.type('Text', 'Nobody may know yet.')
    app.keys('ctrl+shift+Return')
    app.wait_sees('Time zone of this computer')
    app.button('Schedule')
    app.keys('alt+s')
    app.wait_gone('Time zone of this computer')
    listed(app, 'alt+3', 'Drafts')
    app.wait_sees('The frogs return')


def history(app):
    composer(app)
    app.type('Title', 'A draft with a past')
    app.type('Text', 'It began with three frogs and a sign.\n' * 12)
    app.wait_sees('Saved')
    app.type('Text', 'It began with three frogs and a sign.\nThen it ended.')
    app.wait_sees('Saved')
    listed(app, 'alt+3', 'Drafts')
    app.press('History of the draft')
    app.wait_sees('characters')
    app.keys('Return')
    app.wait_sees('Only in the present text')


def search(app, text):
    leave_dialogs(app)
    app.keys('ctrl+f')
    app.type('Search', text)
    if text:
        wait('what was found', lambda: app.find('list', 'What was found') or app.sees('Nothing'))
        wait('the answer', lambda: not app.sees('asking the community'))
    else:
        app.wait_sees('Narrow it down')


def shortcuts(app):
    leave_dialogs(app)
    app.keys('ctrl+question')
    wait('the shortcuts', lambda: app.find('dialog', None))


def preferences(app):
    leave_dialogs(app)
    app.keys('ctrl+comma')
    app.wait_sees('Appearance')


def preferences_page(app, title, sign):
    preferences(app)
    app.act(f'the page {title}', lambda: next(
        (node for node in app.walk() if node.name == title and node.getRoleName() in ('page tab', 'tab', 'toggle button', 'radio button') and app.shows(node)), None))
    app.wait_sees(sign)


PLACES = {
    'home': home,
    'sidebar': sidebar,
    'thread': thread,
    'profile': profile,
    'bookmarks': lambda app: listed(app, 'alt+2', 'Bookmarks'),
    'drafts': lambda app: listed(app, 'alt+3', 'Drafts'),
    'outbox': lambda app: listed(app, 'alt+4', 'Outbox'),
    'notifications': lambda app: listed(app, 'alt+5', 'Notifications'),
    'composer': composer,
    'composer-written': written,
    'schedule': schedule,
    'waiting': waiting,
    'history': history,
    'search-tips': lambda app: search(app, ''),
    'search': lambda app: search(app, 'toyta'),
    'search-comments': lambda app: search(app, 'funny'),
    'search-nothing': lambda app: search(app, 'xyzzyplugh'),
    'shortcuts': shortcuts,
    'preferences': preferences,
    'preferences-writing': lambda app: preferences_page(app, 'Writing', 'Spelling'),
    'preferences-notifications': lambda app: preferences_page(app, 'Notifications', 'Quiet hours'),
    'preferences-community': lambda app: preferences_page(app, 'Community', 'Storage'),
}
