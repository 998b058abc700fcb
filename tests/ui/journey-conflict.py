#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Two machines of one person change one post, one of them offline. What was changed twice is decided by keyboard, stretch by
stretch; nothing of either goes unasked, and both machines read what was decided."""
from journey import Journey, wait

with Journey() as journey:
    text = 'It began with three frogs.\n\nThey sat by the pond.\n\nThen they were gone.'
    post = journey.person('kim').send('/posts', title='On the frog trilogy', content=text)

    def on_server(words):
        return journey.stage.say(f"text SELECT replace(content, chr(10), '/') FROM post WHERE id = '{post}'", 'text') == words

    home, train = journey.app('home'), journey.app('train')
    for app in (home, train):
        app.sign_in('kim')
        app.wait_sees('On the frog trilogy')
        app.keys('g', 'h')
        app.keys('j')
        app.wait_sees('They sat by the pond.')

    # on the train, without a connection
    train.keys('ctrl+shift+o')
    train.wait_sees('Not connected')
    train.keys('e')
    train.type('Text', text.replace('three', 'four').replace('gone', 'asleep'))
    train.keys('ctrl+Return')
    wait('the outbox to count one', lambda: train.sees('1 waits in the outbox'))

    # at home, meanwhile
    home.keys('e')
    home.type('Text', text.replace('three', 'two').replace('gone', 'in the well'))
    home.keys('ctrl+Return')
    wait('the change on the server', lambda: on_server('It began with two frogs.//They sat by the pond.//Then they were in the well.'))

    # back online: nothing is overwritten, and the outbox asks
    train.keys('ctrl+shift+o')
    train.keys('g', 'o')
    train.wait_sees('It was changed elsewhere at the same time.')
    assert on_server('It began with two frogs.//They sat by the pond.//Then they were in the well.')
    train.tab_to('Decide')
    train.keys('Return')
    train.wait_sees('2 to decide')

    # the first is theirs, the second mine, and then more than that
    train.keys('t')
    train.wait_sees('1 to decide')
    train.keys('m')
    train.wait_sees('Everything is decided')
    train.keys('e')
    train.tab_to('Text for difference 2')
    train.keys('ctrl+Home', 'End')
    train.key_in(' For now.')
    train.keys('ctrl+Return')
    wait('what was decided on the server',
         lambda: on_server('It began with two frogs.//They sat by the pond.//Then they were asleep. For now.'))
    for app in (home, train):
        app.wait_gone('1 waits in the outbox')
        app.keys('g', 'h')
    home.wait_sees('Then they were asleep. For now.')
    assert journey.stage.count('SELECT count(*) FROM post') == 1
print('1..1\nok 1 - journey conflict')
