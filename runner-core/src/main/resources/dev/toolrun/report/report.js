'use strict';
(() => {
  const STEP = 100;
  const FIELDS = {user: 'userId', actor: 'actor', tool: 'toolId', reason: 'reason', call: 'callId', session: 'sessionId',
    event: 'event', time: 'timestamp'};
  const COLUMNS = ['sequence', 'timestamp', 'event', 'userId', 'actor', 'toolId', 'result', 'reason', 'latencyMs', 'callId'];
  const byId = id => document.getElementById(id);
  const records = JSON.parse(byId('records').textContent);
  const texts = records.map(record => JSON.stringify(record).toLowerCase());
  let found = [];
  let shown = 0;
  let opened = '';

  const text = value => value === null || value === undefined ? '' :
    typeof value === 'object' ? JSON.stringify(value) : String(value);
  const value = (record, field) => Object.prototype.hasOwnProperty.call(record, field) ? record[field] : null;
  const cut = long => long.length <= 48 ? long : Array.from(long).slice(0, 47).join('') + '…';
  const resultOf = record => text(value(record, 'state') || value(record, 'result'));

  // One word of the search: FIELD:TEXT where there is such a field, else a text that occurs anywhere.
  function test(word) {
    const colon = word.indexOf(':');
    const name = word.slice(0, Math.max(0, colon));
    if (!Object.prototype.hasOwnProperty.call(FIELDS, name)) {
      return i => texts[i].includes(word);
    }
    const wanted = word.slice(colon + 1);
    return i => text(value(records[i], FIELDS[name])).toLowerCase().includes(wanted);
  }

  function search() {
    const tests = byId('q').value.toLowerCase().split(/\s+/).filter(word => word).map(test);
    const result = byId('result').value;
    found = [];
    for (let i = 0; i < records.length; i++) {
      if ((!result || resultOf(records[i]) === result) && tests.every(matches => matches(i))) {
        found.push(records[i]);
      }
    }
    shown = 0;
    byId('rows').replaceChildren();
    byId('list').hidden = found.length === 0;
    byId('count').textContent = found.length + ' of ' + records.length + (records.length === 1 ? ' record' : ' records');
    showMore();
  }

  function showMore() {
    const rows = document.createDocumentFragment();
    const next = found.slice(shown, shown + STEP);
    next.forEach(record => addRow(rows, record));
    shown += next.length;
    byId('rows').append(rows);
    const left = found.length - shown;
    byId('more').hidden = left === 0;
    byId('more').textContent = 'Show ' + Math.min(STEP, left) + ' more of ' + left;
  }

  function element(name, className, content) {
    const made = document.createElement(name);
    if (className) {
      made.className = className;
    }
    if (content !== undefined) {
      made.textContent = content;
    }
    return made;
  }

  function addRow(rows, record) {
    // said again, since a narrow page shows rows as blocks, which would cost them their meaning
    const row = element('tr');
    row.setAttribute('role', 'row');
    COLUMNS.forEach(column => {
      const cell = element('td', column === 'latencyMs' ? 'figure' : column);
      cell.setAttribute('role', 'cell');
      if (column === 'sequence') {
        const button = element('button', 'open', cut(text(value(record, column))) || '?');
        button.type = 'button';
        button.addEventListener('click', () => toggle(row, record, button));
        cell.append(button);
        button.setAttribute('aria-expanded', 'false');
      } else if (column === 'result') {
        const result = resultOf(record);
        const known = ['success', 'error', 'denied', 'open', 'unknown'].includes(result);
        cell.append(element('span', known ? 'badge ' + result : '', cut(result)));
      } else {
        cell.append(element('bdi', '', cut(text(value(record, column)))));
      }
      row.append(cell);
    });
    rows.append(row);
    if (opened && text(value(record, 'sequence')) === opened) {
      toggle(row, record, row.querySelector('button'));
    }
  }

  function toggle(row, record, button) {
    const isOpen = button.getAttribute('aria-expanded') === 'true';
    button.setAttribute('aria-expanded', String(!isOpen));
    if (isOpen) {
      row.nextElementSibling.remove();
      return;
    }
    const details = element('tr', 'details');
    details.setAttribute('role', 'row');
    const cell = element('td');
    cell.setAttribute('role', 'cell');
    cell.colSpan = COLUMNS.length;
    cell.append(element('pre', '', JSON.stringify(record, null, 2)));
    details.append(cell);
    row.after(details);
  }

  // The search is in the address, so that it can be kept and sent: #q=tool:python&result=denied&open=41
  function fromAddress() {
    const state = new URLSearchParams(location.hash.slice(1));
    byId('q').value = state.get('q') || '';
    byId('result').value = state.get('result') || '';
    opened = state.get('open') || '';
    search();
  }

  function toAddress() {
    const state = new URLSearchParams();
    if (byId('q').value) {
      state.set('q', byId('q').value);
    }
    if (byId('result').value) {
      state.set('result', byId('result').value);
    }
    history.replaceState(null, '', '#' + state);
    opened = '';
    search();
  }

  byId('search').hidden = false;
  byId('how').hidden = false;
  byId('search').addEventListener('submit', event => event.preventDefault());
  byId('q').addEventListener('input', toAddress);
  byId('result').addEventListener('change', toAddress);
  byId('more').addEventListener('click', showMore);
  window.addEventListener('hashchange', fromAddress);
  fromAddress();
})();
