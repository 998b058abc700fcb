#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Walks every page and dialog as a screen reader and a keyboard meet them.

On each: no control without a name, no image without a description, no control that is too small to hit, and
Tab leads through all of it and out again. The places are those of the tour."""
import sys

import pyatspi
import tour
from gi.repository import GLib
from journey import Journey, wait

# Below this a finger or a trembling hand does not hit (WCAG 2.2, 2.5.8).
SMALLEST = 24

# What a person can act on. Other focusables are containers that pass the focus on.
CONTROLS = {'button', 'push button', 'toggle button', 'check box', 'radio button', 'combo box', 'entry', 'text', 'password text',
            'spin button', 'slider', 'switch', 'link', 'menu item', 'page tab', 'tab', 'list item', 'terminal', 'document text'}

POST = 'On the frog trilogy'


def close(app):
    app.keys('Escape')
    wait('the dialog to close', lambda: not app.find('dialog', None))


def sign_in(app):
    app.press('Sign in')
    app.wait_sees('Password')


class Crawler:
    def __init__(self, app):
        self.app = app
        self.breaches = []
        self.focused = None
        pyatspi.Registry.registerEventListener(self.focus_cb, 'object:state-changed:focused')

    def focus_cb(self, event):
        if event.detail1 and event.source is not None:
            self.focused = event.source

    def breach(self, place, node, what):
        path = []
        while node is not None and len(path) < 5:
            path.append(f'{node.getRoleName()} “{node.name}”')
            node = node.parent
        self.breaches.append(f'{place}: {what}: ' + ' < '.join(path))

    # ---- what is there

    def look_twice(self, place):
        """What a page is still putting in its place has a moment."""
        before = list(self.breaches)

        def clean():
            self.breaches = list(before)
            self.look(place)
            return len(self.breaches) == len(before)

        try:
            wait('the page to settle', clean, 4.0)
        except AssertionError:
            pass  # what was found last is found

    def look(self, place):
        """Top down, with whether something around has a name already: an icon in a named button says nothing more."""
        stack = [(self.app.root, False)]
        while stack:
            node, named = stack.pop()
            try:
                self.check(place, node, named)
                role = node.getRoleName()
                named = named or (bool(node.name) and role in CONTROLS)
                stack += [(node.getChildAtIndex(i), named) for i in range(min(node.childCount, 200))]
            except (GLib.Error, RuntimeError, AttributeError):
                continue  # it has just gone

    @staticmethod
    def is_inner(node):
        """The row in which a combo box shows its choice: the box around it is what is hit."""
        while node is not None and node.getRoleName() in ('list item', 'list', 'panel', 'filler'):
            node = node.parent
        return node is not None and node.getRoleName() == 'combo box'

    def check(self, place, node, named):
        if node is None or node.getRole() == pyatspi.ROLE_APPLICATION or not self.app.shows(node):
            return
        role, states = node.getRoleName(), node.getState()
        if role == 'image' and not node.name and not node.description and not named:
            self.breach(place, node, 'an image that nothing describes')
        if role not in CONTROLS or not states.contains(pyatspi.STATE_FOCUSABLE) or not states.contains(pyatspi.STATE_SENSITIVE):
            return
        if role == 'list item' and self.is_inner(node):
            return
        if not node.name and not node.description and not self.inner_text(node):
            self.breach(place, node, 'a control without a name')
        box = node.queryComponent().getExtents(pyatspi.WINDOW_COORDS)
        if 0 < box.width < SMALLEST or 0 < box.height < SMALLEST:
            self.breach(place, node, f'a control of {box.width} by {box.height}')

    def inner_text(self, node):
        """A row of a list is named by the labels in it."""
        if node.getRoleName() != 'list item':
            return False
        return any(inner.name for inner in self.app.walk(node) if inner is not node)

    # ---- walking

    def tab(self, key='Tab'):
        """One step; the control that has the focus then, or None when nothing took it."""
        self.focused = None
        self.app.keys(key)
        try:
            wait('the focus to move', lambda: self.focused, 1.0)
        except AssertionError:
            return None
        return self.focused

    def walk(self, place):
        """Tab goes round: who begins anywhere comes back there, and meets something else on the way."""
        start = self.tab()
        if start is None:
            self.breach(place, self.app.root, 'nothing takes the focus')
            return
        seen, stuck = [start], 0
        while len(seen) < 150:
            node = self.tab()
            if node is None:
                stuck += 1
                if stuck > 2:
                    self.breach(place, seen[-1], 'the focus does not get out')
                    return
                continue
            stuck = 0
            if node == start:
                return
            if node in seen[-3:]:
                self.breach(place, node, 'the focus goes to and fro')
                return
            seen.append(node)
        self.breach(place, start, 'the focus does not come back')

    def visit(self, place, go):
        go(self.app)
        self.look_twice(place)
        self.walk(place)


def main():
    with Journey() as journey:
        ann = journey.app('ann')
        ann.wait_sees('Sign in')
        crawler = Crawler(ann)
        crawler.visit('sign in', sign_in)
        close(ann)
        ann.register('ann')
        ann.write(POST, 'Three frogs and a sign. @ann #frogs\n\n> A quotation\n\n- one\n- two')
        ann.press('Publish')
        wait('the post on the server', lambda: journey.stage.count('SELECT count(*) FROM post') == 1)
        # others have been here: something to be told of, to open and to bookmark
        kim = journey.person('kim')
        post = journey.stage.say('text SELECT id FROM post', 'text')
        kim.send(f'/posts/{post}/comments', content='What happened to the fourth frog?')
        kim.send(f'/posts/{post}/comments', content='Look at 0:04, it blinks.', video_seconds=4)
        wait('the comments', lambda: ann.find(ann.BUTTONS, '2 comments'))
        for place, go in tour.PLACES.items():
            print('#', place, flush=True)
            crawler.visit(place, go)
            tour.leave_dialogs(ann)
        for breach in crawler.breaches:
            print('#', breach)
        print('1..1')
        print('ok 1 - crawler' if not crawler.breaches else f'not ok 1 - crawler: {len(crawler.breaches)} breaches')


if __name__ == '__main__':
    sys.exit(main())
