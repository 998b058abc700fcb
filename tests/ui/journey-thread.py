#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A thread by keyboard: the next new comment, an answer, replies away and back; and a link from outside."""
from journey import Journey, wait

with Journey() as journey:
    ann = journey.app('ann')
    ann.register('ann')
    ann.write('On the frog trilogy', 'It began with three frogs and a sign.')
    ann.wait_sees('Saved')
    ann.press('Publish')
    ann.press('Show')
    ann.type('Comment', 'What happened to the fourth frog?')
    ann.press('Send')
    ann.wait_sees('What happened to the fourth frog?')
    wait('the comment on the server', lambda: journey.stage.count('SELECT count(*) FROM comment') == 1)

    # Ben has never been here: to him nothing is new yet.
    ben = journey.app('ben')
    ben.register('ben')
    ben.wait_sees('On the frog trilogy')
    ben.keys('j')
    ben.wait_sees('What happened to the fourth frog?')

    # What comes now is, while he looks elsewhere. The key leads there, another answers it.
    ann.keys('Escape')
    ann.type('Comment', 'I have found it')
    ann.press('Send')
    wait('the mark of a new comment', lambda: ben.find(ben.BUTTONS, 'Next new comment, 1 new'))
    ben.wait_sees('I have found it')
    ben.keys('n')
    ben.keys('r')
    ben.wait_sees('Replying to')
    ben.type('Comment', 'Where was it?')
    ben.keys('ctrl+Return')
    wait('the answer on the server',
         lambda: journey.stage.count("SELECT count(*) FROM comment a JOIN comment b ON a.parent_id = b.id WHERE b.content = 'I have found it'") == 1)

    # It hangs below; its parent hides it and shows it again, by keyboard.
    ben.press('Hide 1 reply')
    ben.wait_gone('Where was it?')
    ben.press('Show 1 reply')
    ben.wait_sees('Where was it?')

    # A link from outside, of the comment; and one of somewhere else.
    post = journey.stage.say('text SELECT id FROM post', 'text')
    comment = journey.stage.say("text SELECT id FROM comment WHERE content = 'Where was it?'", 'text')
    ben.quit()
    server = journey.stage.url.split('://')[1].rstrip('/')
    ben.arguments = ben.arguments[:5] + [f'sparkle://{server}/post/{post}/comment/{comment}']
    ben.launch()
    ben.wait_sees('Where was it?')
    ben.quit()
    ben.arguments[-1] = f'sparkle://elsewhere.example/post/{post}'
    ben.launch()
    ben.wait_sees('This link leads to another community: elsewhere.example')
print('1..1\nok 1 - journey thread')
