#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""By keyboard alone: search with a slip of the finger, open what is found, search without a connection, go back."""
import subprocess

from journey import Journey, wait


def typed(app, text):
    app.keys('End')
    subprocess.run(['xdotool', 'type', '--delay', '20', text], check=True)


with Journey() as journey:
    ann = journey.app('ann')
    ann.register('ann')
    ann.write('The lighthouse keeper', 'Nobody has seen him since the **storm**.')
    ann.press('Publish')
    ann.wait_sees('The lighthouse keeper')
    wait('the post on the server', lambda: journey.stage.count('SELECT count(*) FROM post') == 1)

    ann.keys('ctrl+f')
    ann.entry('Search')
    ann.wait_sees('Narrow it down')
    typed(ann, 'ligthouse')
    wait('what was found', lambda: ann.find('list item', 'Post: The lighthouse keeper', contains=True))
    ann.wait_sees('1 found')

    ann.keys('Down')
    ann.keys('Return')
    ann.wait_sees('Nobody has seen him since the storm.')

    journey.stage.stop()
    ann.keys('slash')
    typed(ann, ' nowhere')
    ann.wait_sees('Nothing on this machine')
    ann.keys('ctrl+f')
    ann.keys('BackSpace')
    typed(ann, 'storm')
    wait('what is kept here', lambda: ann.find('list item', 'Post: The lighthouse keeper', contains=True))
    ann.wait_sees('on this machine')

    ann.keys('Escape')
    ann.wait_sees('Narrow it down')
    ann.wait_sees('ligthouse')  # the recent one, that led to something
    ann.keys('Escape')
    wait('the way home', lambda: ann.find('grouping', 'Home'))
print('1..1\nok 1 - journey search')
