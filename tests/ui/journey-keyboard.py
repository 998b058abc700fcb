#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""By keyboard alone, from the first start on: sign in, read, react, reply, search, and back. No action of accessibility presses
anything here; what Tab and the letters do not reach, nobody without a pointer reaches."""
from journey import Journey, wait

with Journey() as journey:
    send = journey.person('kim').send
    send('/posts', title='The pond at night', content='Nothing moves but the reeds.')
    app = journey.app('kim')
    app.wait_sees('The pond at night')

    # what is new is a key away, too
    frogs = send('/posts', title='On the frog trilogy', content='It began with three frogs.')
    wait('the news', lambda: app.find(app.BUTTONS, '1 new post'))
    app.tab_to('1 new post')
    app.keys('Return')
    app.wait_sees('On the frog trilogy')

    # sign in
    app.tab_to('Sign in')
    app.keys('Return')
    wait('the dialog', lambda: app.find('dialog', None))
    app.key_in('kim')
    app.keys('Tab')
    wait('the password to have the focus', lambda: app.focus() and app.focus().getRoleName() == 'password text')
    app.key_in('correct horse battery')
    app.keys('Return')
    app.wait_person('kim')
    wait('the dialog to close', lambda: not app.find('dialog', None))

    # read: one, the next, and back to the first
    app.keys('g', 'h')
    app.keys('j')
    app.wait_sees('It began with three frogs.')
    app.keys('j')
    app.wait_sees('Nothing moves but the reeds.')
    app.keys('k')
    app.wait_sees('It began with three frogs.')

    # react
    app.keys('l')
    liked = "SELECT count(*) FROM reaction WHERE type = 'like'"
    wait('the reaction on the server', lambda: journey.stage.count(liked) == 1)
    app.keys('l')
    wait('the reaction to be taken back', lambda: journey.stage.count(liked) == 0)

    # reply, and Escape or Tab lead out of it again
    app.keys('r')
    app.key_in('Which of the three?')
    app.keys('ctrl+Return')
    wait('the reply on the server', lambda: journey.stage.count(
        f"SELECT count(*) FROM comment WHERE post_id = '{frogs}' AND content = 'Which of the three?'") == 1)
    app.wait_sees('Which of the three?')

    # search, open what was found, and back to what was found
    app.keys('F6')
    app.keys('ctrl+f')
    wait('the search to have the focus', lambda: app.focus() and app.focus().name == 'Search')
    app.key_in('reeds')
    wait('what was found', lambda: app.find('list', 'What was found'))
    wait('the answer', lambda: not app.sees('asking the community'))
    app.keys('Down')
    wait('the focus in what was found', lambda: app.focus() and app.focus().getRoleName() == 'list item')
    app.keys('Return')
    wait('the thread', lambda: app.find('list', 'Post and comments'))
    app.wait_sees('Nothing moves but the reeds.')
    app.keys('alt+Left')
    wait('what was found', lambda: app.find('list', 'What was found'))
print('1..1\nok 1 - journey keyboard')
