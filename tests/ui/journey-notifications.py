#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What others do reaches the desktop, one notification a thread and nothing that is hidden in it; a click leads there; what is
read here or elsewhere is withdrawn. The desktop's service is a stand-in, the bus and everything else are real."""
from desktop import Desktop
from journey import Journey, Person, wait

with Journey() as journey:
    desktop = Desktop()
    ann = journey.app('ann')
    ann.register('ann')
    elsewhere = Person(journey.stage.url)
    elsewhere.log_in('ann')
    ben = journey.person('ben')
    post = elsewhere.call('POST', '/posts', {'title': 'At last the ||frog|| wins', 'content': 'And nobody saw it coming.'})
    ann.wait_sees('wins')

    ben.call('PUT', f"/posts/{post['id']}/reactions/like")
    number = wait('the desktop to be told', lambda: desktop.find('ben liked your post'))
    assert desktop.shown[number] == ('ben liked your post', 'At last the [spoiler] wins'), desktop.shown
    ben.call('POST', f"/posts/{post['id']}/comments", {'content': 'A word from ben'})
    wait('the same one to change', lambda: desktop.find('ben commented on your post') == number)
    assert len(desktop.shown) == 1, desktop.shown
    ann.wait_sees('2 unread notifications')

    desktop.click(number)
    ann.wait_sees('A word from ben')
    ann.wait_gone('unread notification')
    wait('the server to hear of it', lambda: not elsewhere.call('GET', '/notifications?unread=true'))

    # What is before one's eyes is read by that and told to nobody.
    ann.take_keyboard()
    ben.call('POST', f"/posts/{post['id']}/comments", {'content': 'A second word from ben'})
    ann.wait_sees('A second word from ben')
    wait('the server to hear that it was read', lambda: not elsewhere.call('GET', '/notifications?unread=true'))

    ben.call('PUT', '/users/ann/follow')
    wait('the desktop to be told again', lambda: desktop.find('ben follows you now'))
    ann.wait_sees('1 unread notification')
    elsewhere.call('PUT', '/notifications/read', {'until': '2999-01-01T00:00:00Z'})
    wait('what was read elsewhere to be withdrawn', lambda: not desktop.shown)
    ann.wait_gone('1 unread notification')

    # Ten experience a post: with these the first level is done, and a toast of its own says so.
    assert not ann.find(ann.BUTTONS, 'Profile')
    for number in range(9):
        elsewhere.send('/posts', title=f'Theory {number}', content='The pond is a clock.')
    wait('the toast about the level', lambda: ann.sees('You reached level 2') and ann.find(ann.BUTTONS, 'Profile'))

    ann.keys('alt+5')
    ann.wait_sees('ben commented on your post: At last the [spoiler] wins')
    ann.wait_sees('Today')
    assert sum(summary == 'ben commented on your post' for _, summary, _ in desktop.told) == 1, desktop.told
    assert not any('frog' in summary + body for _, summary, body in desktop.told), desktop.told
print('1..1\nok 1 - journey notifications')
