#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's own search finds what is cached while the app does not run and the server is gone; what is found opens the app.
So does a click on an old notification, and a link."""
import configparser
import sys
import time

from gi.repository import GLib
from journey import Journey, Person, wait
from service import NAME, PATH, Service, UniqueApp

INTERFACE = 'org.gnome.Shell.SearchProvider2'
ini = configparser.ConfigParser()
ini.optionxform = str
ini.read(sys.argv[4])
provider = ini['Shell Search Provider']
assert provider['BusName'] == NAME and provider['Version'] == '2', dict(provider)


def ask(service, method, kind, *arguments):
    begin = time.monotonic()
    answer = service.call(provider['ObjectPath'], INTERFACE, method, GLib.Variant(kind, arguments))
    print(f'# {method}: {(time.monotonic() - begin) * 1000:.1f} ms')
    return answer and answer[0]


with Journey() as journey:
    ann = UniqueApp(journey.program, journey.stage.url)
    journey.apps.append(ann)
    ann.register('ann')
    writer = Person(journey.stage.url)
    writer.log_in('ann')
    ben = journey.person('ben')
    keeper = writer.send('/posts', title='The ||lighthouse|| keeper', content='Nobody saw the ||murderer|| since the **storm**.')
    writer.send('/posts', title='A pond', content='It is a clock.')
    ben.call('POST', f'/posts/{keeper}/comments', {'content': 'The storm was in March'})
    ann.wait_sees('1 unread notification')
    note = writer.call('GET', '/notifications')[0]['id']
    ann.wait_sees('keeper')
    ann.quit()
    journey.stage.stop()

    service = Service(journey)
    journey.apps.append(service)
    assert not service.runs()
    found = ask(service, 'GetInitialResultSet', '(as)', ['storm'])
    assert any(f'/post/{keeper}' in link for link in found), found
    for _ in range(3):
        found = ask(service, 'GetSubsearchResultSet', '(asas)', found, ['storm'])
    assert ask(service, 'GetInitialResultSet', '(as)', ['nowhere']) == []
    assert ask(service, 'GetInitialResultSet', '(as)', ['before:never']) == []
    found = ask(service, 'GetInitialResultSet', '(as)', ['keeper'])
    meta, = [meta for meta in ask(service, 'GetResultMetas', '(as)', found) if meta['id'].endswith(keeper)]
    assert meta['name'] == 'The [spoiler] keeper', meta
    assert 'ann: Nobody saw the [spoiler] since the storm' in meta['description'], meta
    assert meta['gicon'] == NAME, meta
    service.pid, = service.bus_call('GetConnectionUnixProcessID', GLib.Variant('(s)', (NAME,)))
    assert not service.has_window(), 'a search opened a window'

    # Nobody opened a window: it goes by itself, and comes again when it is called.
    wait('the service to end by itself', lambda: service.lives() == ['0'])
    assert not service.runs()
    ask(service, 'ActivateResult', '(sasu)', meta['id'], ['keeper'], 0)
    service.look()
    service.wait_sees('Nobody saw the')
    service.quit()

    ask(service, 'LaunchSearch', '(asu)', ['pond'], 0)
    service.look()
    wait('what was looked for', lambda: service.find('list item', 'Post: A pond', contains=True))
    service.quit()

    # A notification that outlived the app, and a link from another program.
    journey.stage.start()
    service.call(PATH, 'org.freedesktop.Application', 'ActivateAction',
                 GLib.Variant('(sava{sv})', ('open-notification', [GLib.Variant('s', note)], {})))
    service.look()
    service.wait_sees('Nobody saw the')
    service.quit()
    service.call(PATH, 'org.freedesktop.Application', 'Open', GLib.Variant('(asa{sv})', ([meta['id']], {})))
    service.look()
    service.wait_sees('Nobody saw the')
print('1..1\nok 1 - journey desktop search')
