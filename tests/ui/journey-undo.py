#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A draft that was deleted comes back by Undo, and also when the app is killed while Undo can still be pressed: until then it is only hidden."""
from journey import Journey, wait

TITLE = 'On the frog trilogy'


def shown(app):
    return app.find('grouping', 'Drafts') and app.find(app.BUTTONS, 'Delete the draft')


def delete(app):
    app.press('Delete the draft')
    app.wait_sees('Draft deleted')
    wait('the draft to be hidden', lambda: not shown(app))


with Journey() as journey:
    ann = journey.app('ann')
    ann.register('ann')
    ann.write(TITLE, 'It began with three frogs and a sign.')
    ann.wait_sees('Saved')
    ann.keys('alt+3')
    wait('the draft in the list', lambda: shown(ann))

    delete(ann)
    ann.press('Undo')
    wait('the draft to come back', lambda: shown(ann))

    delete(ann)
    ann.kill()
    ann.launch()
    ann.wait_person('ann')
    ann.keys('alt+3')
    wait('the draft after kill -9', lambda: shown(ann))
    ann.wait_sees(TITLE)
    ann.wait_sees('It began with three frogs and a sign.')
print('1..1\nok 1 - journey undo')
