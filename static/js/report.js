// The report of a meeting, on a phone, in a room without signal: what is typed is kept in this browser until the server
// has it, the first failure is said at once with its cause, and all is sent again as soon as it can be.
(function () {
  'use strict'
  const form = document.querySelector('[data-report]')
  const alertBox = document.getElementById('panne')
  const state = document.getElementById('etat')
  // One for each open page: two tabs never empty what the other keeps.
  const prefix = 'saisie:' + form.dataset.report + ':'
  let key = prefix + form.elements.page.value
  const RETRY_AFTER = 10000
  const NOT_SENT = 'Compte rendu pas encore envoyé : pressez de nouveau « Envoyer ».'
  const CAUSES = {
    network: 'Pas de réseau : non synchronisé. Votre texte est gardé sur cet appareil et partira au retour du réseau.',
    session: 'Votre session est terminée : non synchronisé. Votre texte est gardé ici. Reconnectez-vous dans un autre onglet, puis revenez : ',
    server: 'Le serveur ne répond pas bien : non synchronisé. Votre texte est gardé sur cet appareil, nouvel essai dans un instant.',
    refused: 'Cette page n’accepte plus votre texte : non synchronisé. Il est gardé sur cet appareil ; copiez-le avant de fermer.',
    storage: 'Ce navigateur ne garde rien : ne fermez pas la page avant de lire « Enregistré ».'
  }
  let unsynced = { page: form.elements.page.value, cells: {} }
  let sent = null
  let cause = ''
  let leaving = null
  let retry = 0
  let unsent = false

  // --- What the browser keeps -------------------------------------------------------------------

  function keep () {
    try {
      if (Object.keys(unsynced.cells).length) localStorage.setItem(key, JSON.stringify(unsynced))
      else localStorage.removeItem(key)
    } catch (error) {
      fail('storage')
    }
  }

  function texts () {
    const values = {}
    for (const [name, value] of new FormData(form)) {
      if (typeof value === 'string' && !/^(shown-|csrf|page$)/.test(name)) values[name] = value
    }
    return values
  }

  function base (name) {
    const field = form.elements['shown-' + name]
    return field ? field.value : null
  }

  function remember (name) {
    const held = unsynced.cells[name]
    unsynced.cells[name] = { text: texts()[name], base: held ? held.base : base(name) }
    keep()
    if (!cause) state.textContent = 'Modifié, pas encore enregistré'
  }

  function restore () {
    const held = { page: '', cells: {} }
    try {
      const keys = Object.keys(localStorage).filter(function (name) { return name.startsWith(prefix) })
      for (const name of keys) {
        const other = JSON.parse(localStorage.getItem(name))
        held.page = other.page
        Object.assign(held.cells, other.cells)
        localStorage.removeItem(name)
      }
    } catch (error) {
      return
    }
    if (!Object.keys(held.cells).length) return
    unsynced = held
    form.elements.page.value = held.page
    key = prefix + held.page
    keep()
    for (const [name, cell] of Object.entries(held.cells)) {
      const row = /^decision-([0-9a-f-]{36})-/.exec(name)
      if (row && !form.elements[name]) addDecision(row[1])
      // A point that was taken off the agenda meanwhile: its text is sent all the same, and the server keeps it.
      if (!form.elements[name]) addHidden(name, cell)
      form.elements[name].value = cell.text
      if (cell.base !== null && form.elements['shown-' + name]) form.elements['shown-' + name].value = cell.base
    }
    const notice = document.getElementById('retrouve')
    notice.textContent = 'Texte retrouvé sur cet appareil : il s’enregistre.'
    notice.hidden = false
    sync()
  }

  function addHidden (name, cell) {
    form.append(hidden(name, cell.text))
    document.getElementById('bases').append(hidden('shown-' + name, cell.base || ''))
    form.elements[name].dataset.placeless = ''
  }

  function hidden (name, value) {
    const input = document.createElement('input')
    Object.assign(input, { type: 'hidden', name: name, value: value })
    return input
  }

  // --- Sending ----------------------------------------------------------------------------------

  function sync () {
    clearTimeout(retry)
    window.htmx.trigger(form, 'portail:sync')
  }

  function fail (why) {
    if (why !== 'storage') {
      clearTimeout(retry)
      retry = setTimeout(sync, RETRY_AFTER)
      if (leaving && leaving.name === 'soumettre') {
        // The text goes by itself when it can; sending is asked for again.
        unsent = true
        cause = ''
      }
      leaving = null
    }
    if (why === cause) return
    cause = why
    alertBox.textContent = CAUSES[why] + (unsent ? ' ' + NOT_SENT : '')
    if (why === 'session') {
      const link = document.createElement('a')
      link.href = '/compte/connexion/?next=' + encodeURIComponent(location.pathname)
      link.target = '_blank'
      link.textContent = 'se reconnecter'
      alertBox.append(link)
    }
    alertBox.hidden = false
    state.textContent = 'Non synchronisé'
  }

  function token () {
    const found = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)
    if (found) form.elements.csrfmiddlewaretoken.value = found[1]
    return form.elements.csrfmiddlewaretoken.value
  }

  form.addEventListener('htmx:configRequest', function (event) {
    // Signing in again, in another tab, changes the token of this page too.
    event.detail.parameters.set('csrfmiddlewaretoken', token())
    sent = texts()
  })

  form.addEventListener('htmx:beforeSwap', function (event) {
    // An answer that is not ours: the sign-in page, most often.
    if (!event.detail.xhr.getResponseHeader('X-Report')) {
      event.detail.shouldSwap = false
      event.detail.isError = false
      fail(event.detail.xhr.status < 400 || event.detail.xhr.status === 403 ? 'session' : event.detail.xhr.status < 500 ? 'refused' : 'server')
    }
  })

  form.addEventListener('htmx:afterRequest', function (event) {
    const xhr = event.detail.xhr
    if (!xhr || !xhr.getResponseHeader('X-Report')) return
    const now = texts()
    for (const name of Object.keys(unsynced.cells)) {
      // What was typed since waits for the next answer, against what the server has now.
      if (now[name] === sent[name]) delete unsynced.cells[name]
      else unsynced.cells[name].base = null
    }
    cause = ''
    const asks = unsent && !leaving
    alertBox.hidden = !asks
    alertBox.textContent = asks ? NOT_SENT : ''
    const choosing = leaving && /^(reprendre|oublier)$/.test(leaving.name)
    if (leaving && (xhr.status === 200 || choosing) && xhr.getResponseHeader('X-Report') === 'saved') {
      const button = leaving
      keep()
      leaving = null
      form.dataset.leaving = 'yes'
      form.requestSubmit(button)
    }
    leaving = null
  })

  form.addEventListener('htmx:afterSettle', function () {
    for (const [name, cell] of Object.entries(unsynced.cells)) {
      if (cell.base === null) cell.base = base(name)
    }
    keep()
    for (const field of form.querySelectorAll('[data-placeless]')) {
      if (!unsynced.cells[field.name]) field.remove()
    }
    if (!Object.keys(unsynced.cells).length) document.getElementById('retrouve').hidden = true
    for (const slot of form.querySelectorAll('.slot')) {
      const field = document.getElementById('id_' + slot.id.slice('slot-'.length))
      if (!field) continue
      if (slot.querySelector('.field__error')) field.setAttribute('aria-invalid', 'true')
      else field.removeAttribute('aria-invalid')
    }
  })

  form.addEventListener('htmx:sendError', function () { fail('network') })
  form.addEventListener('htmx:timeout', function () { fail('network') })
  window.addEventListener('online', sync)
  document.addEventListener('visibilitychange', function () {
    if (!document.hidden && Object.keys(unsynced.cells).length) sync()
  })

  form.addEventListener('input', function (event) {
    if (event.target.name && event.target.type !== 'file') remember(event.target.name)
  })

  // Leaving the page by one of its buttons: only once the server answers, so that a dead network leaves it open.
  form.addEventListener('submit', function (event) {
    if (form.dataset.leaving === 'yes') {
      delete form.dataset.leaving
      token()
      return
    }
    event.preventDefault()
    if (leaving) return
    leaving = event.submitter
    sync()
  })

  // --- Decisions --------------------------------------------------------------------------------

  function addDecision (given) {
    const model = document.getElementById('decision')
    const uuid = given || newKey()
    const row = document.createElement('div')
    row.innerHTML = model.innerHTML.replaceAll('cle-a-remplacer', uuid)
    const added = row.firstElementChild
    const list = document.getElementById('decisions')
    list.append(added)
    added.querySelector('[data-number]').textContent = list.children.length
    return added
  }

  function newKey () {
    const bytes = crypto.getRandomValues(new Uint8Array(16))
    bytes[6] = (bytes[6] & 15) | 64
    bytes[8] = (bytes[8] & 63) | 128
    const hex = Array.from(bytes, function (byte) { return byte.toString(16).padStart(2, '0') }).join('')
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
  }

  form.querySelector('[data-add-decision]').addEventListener('click', function (event) {
    event.preventDefault()
    addDecision().querySelector('textarea').focus()
  })

  // After htmx, which starts listening to the form when the page is read.
  document.addEventListener('DOMContentLoaded', restore)
})()
