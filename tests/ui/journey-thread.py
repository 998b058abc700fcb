#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A thread by keyboard: the next new comment, an answer, replies away and back; and links from outside."""
from journey import Journey, wait

with Journey() as journey:
    send = journey.person('kim').send
    post = send('/posts', title='On the frog trilogy', content='It began with three frogs and a sign.')
    send(f'/posts/{post}/comments', content='What happened to the fourth frog?')
    for name in ('Upper', 'Middle', 'Lower'):
        send(f'/posts/{post}/comments', content='\n\n'.join(f'{name} line {n}' for n in range(8)))

    # To who has never been here nothing is new.
    ann = journey.app('ann')
    ann.register('ann')
    ann.press('4 comments')
    ann.wait_sees('What happened to the fourth frog?')
    assert not ann.find(ann.BUTTONS, 'Next new comment', contains=True)

    # What comes now is; it waits below. A key leads there, another answers it.
    found = send(f'/posts/{post}/comments', content='I have found it')
    wait('the count of new comments', lambda: ann.find(ann.BUTTONS, 'Next new comment, 1 new'))
    ann.keys('n')
    ann.wait_sees('I have found it')
    wait('it to count as read', lambda: not ann.find(ann.BUTTONS, 'Next new comment', contains=True))
    ann.keys('r')
    ann.wait_sees('Replying to')
    answer = ann.entry('Comment')
    ann.keys('at', 'k', 'i')
    wait('the names', lambda: ann.sees('@kim'))
    ann.keys('Return')
    wait('the name', lambda: answer.queryText().getText(0, -1) == '@kim ')
    ann.key_in('where was it?')
    ann.keys('ctrl+Return')
    answers = f"SELECT count(*) FROM comment WHERE parent_id = '{found}' AND content = '@kim where was it?'"
    wait('the answer on the server', lambda: journey.stage.count(answers) == 1)

    # It hangs below what it answers, which hides it and shows it again.
    ann.press('Hide 1 reply')
    ann.wait_gone('@kim where was it?')
    ann.press('Show 1 reply')
    ann.wait_sees('@kim where was it?')

    # A link from outside to the comment; and one to another community.
    comment = journey.stage.say("text SELECT id FROM comment WHERE content = '@kim where was it?'", 'text')
    server = journey.stage.url.split('://')[1].rstrip('/')
    for link, words in ((f'sparkle://{server}/post/{post}/comment/{comment}', '@kim where was it?'),
                        (f'sparkle://elsewhere.example/post/{post}', 'This link leads to another community: elsewhere.example')):
        ann.quit()
        ann.arguments = ann.arguments[:5] + [link]
        ann.launch()
        ann.wait_sees(words)
print('1..1\nok 1 - journey thread')
