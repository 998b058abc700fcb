#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A post is scheduled by keyboard, waits among the drafts, and is published now after all; a draft goes back to an older version,
and that is taken back."""
import pyatspi

from journey import Journey, wait

LONG = 'It began with three frogs and a sign. ' * 8

with Journey() as journey:
    ann = journey.app('ann')
    ann.register('ann')

    ann.write('For tomorrow', 'Nobody may know yet.')
    ann.wait_sees('Saved')
    ann.keys('ctrl+shift+Return')
    ann.wait_sees('Time zone of this computer')
    ann.wait_sees('Publishes')
    ann.keys('Right')  # the calendar has the focus: a day later
    ann.button('Schedule')
    ann.keys('alt+s')
    ann.wait_gone('Time zone of this computer')
    wait('the server to have it', lambda: journey.stage.count("SELECT count(*) FROM post WHERE state = 'scheduled'") == 1)
    ann.keys('alt+3')
    ann.wait_sees('For tomorrow')
    ann.wait_sees('Scheduled')
    ann.press('Publish now')
    wait('the server to publish it', lambda: journey.stage.count("SELECT count(*) FROM post WHERE state = 'published'") == 1)
    ann.wait_gone('Publishes')

    ann.resize(360, 720)
    ann.keys('ctrl+n')
    ann.type('Title', 'In a narrow window')
    ann.type('Text', 'It goes the same way.')
    ann.keys('ctrl+shift+Return')
    ann.wait_sees('Time zone of this computer')
    ann.button('Schedule')
    ann.keys('alt+s')
    ann.wait_gone('Time zone of this computer')
    wait('the server to have it', lambda: journey.stage.count("SELECT count(*) FROM post WHERE state = 'scheduled'") == 1)
    ann.keys('alt+3')
    ann.wait_sees('In a narrow window')
    ann.press('Delete')
    ann.wait_gone('In a narrow window')
    ann.resize(1200, 800)

    ann.write('A long one', LONG)
    ann.wait_sees('Saved')
    ann.type('Text', 'All gone')
    ann.wait_sees('Saved')
    ann.keys('alt+3')
    ann.wait_sees('A long one')
    ann.press('History of the draft')
    ann.wait_sees('304 characters')
    wait('the version to be where the keyboard is', lambda: (row := ann.find('list item', 'now')) and
         row.getState().contains(pyatspi.STATE_FOCUSED))
    ann.keys('Return')
    ann.wait_sees('Only in this version: It began with three frogs')
    ann.wait_sees('Only in the present text: All gone')
    ann.press('Restore')
    ann.wait_sees('Version restored')
    ann.wait_sees('It began with three frogs')
    ann.press('Undo')
    ann.wait_gone('It began with three frogs')
    ann.wait_sees('All gone')
print('1..1\nok 1 - journey schedule')
