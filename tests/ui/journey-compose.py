#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A post written by keyboard alone: formats, completion of names and emoji, the preview, a draft that is left and come back to, and
publishing."""
import pyatspi
from journey import Journey, wait

with Journey() as journey:
    ann = journey.app('ann')
    ann.register('ann')
    ann.keys('ctrl+n')
    title = ann.entry('Title')
    ann.keys('f', 'r', 'o', 'g', 's')
    wait('the title', lambda: title.queryText().getText(0, -1) == 'frogs')
    ann.keys('Return')
    text = ann.entry('Text')

    def reads(wanted):
        wait(f'the text {wanted!r}', lambda: text.queryText().getText(0, -1) == wanted)

    # a format for the word at the cursor, and taken back by one Undo
    ann.keys('t', 'h', 'r', 'e', 'e')
    reads('three')
    ann.keys('ctrl+b')
    reads('**three**')
    ann.keys('ctrl+z')
    reads('three')
    ann.keys('ctrl+b', 'End', 'space')
    reads('**three** ')

    # a list goes on by itself, and ends when nothing is written
    ann.keys('Return', 'minus', 'space', 'a', 'Return')
    reads('**three** \n- a\n- ')
    ann.keys('Return')
    reads('**three** \n- a\n')

    # names come from the cache
    ann.keys('at', 'a', 'n')
    wait('the names', lambda: ann.sees('@ann'))
    ann.keys('Return')
    reads('**three** \n- a\n@ann ')
    ann.keys('colon', 'f', 'r', 'o', 'g')
    wait('the emoji', lambda: ann.sees('frog'))
    ann.keys('Return')
    reads('**three** \n- a\n@ann \N{FROG FACE}')

    ann.keys('ctrl+shift+v')
    wait('the preview', lambda: ann.find('grouping', 'Preview'))
    ann.wait_sees('3 words')

    # a long text is written with the cursor in sight
    written = text.queryText().getText(0, -1)
    ann.type('Text', 'One line of many.\n' * 80)
    ann.keys('ctrl+End', 'x')
    reads('One line of many.\n' * 80 + 'x')

    def in_sight():
        x, y, width, height = text.queryText().getCharacterExtents(len('One line of many.\n') * 80, pyatspi.WINDOW_COORDS)
        return height > 0 and 0 < y < 880
    wait('the cursor in sight', in_sight)
    ann.type('Text', written)
    reads(written)

    # left and come back to
    ann.wait_sees('Saved')
    ann.keys('alt+Left')
    ann.wait_sees('Draft saved')
    ann.keys('ctrl+n')
    ann.entry('Title')
    ann.keys('alt+Left')
    ann.keys('alt+3')
    ann.wait_sees('frogs')
    ann.keys('Return')
    text = ann.entry('Text')
    reads('**three** \n- a\n@ann \N{FROG FACE}')
    wait('the cursor in the text', lambda: text.getState().contains(pyatspi.STATE_FOCUSED))
    ann.keys('ctrl+Return')
    ann.wait_sees('Sent')
    ann.keys('g', 'h')
    ann.wait_sees('frogs')
print('1..1\nok 1 - journey compose')
