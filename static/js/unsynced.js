// Signing out empties what this browser keeps: a text it has not sent yet is said first.
(function () {
  'use strict'
  // The report of a meeting, or a form of the back-office, which is kept by person, opening and address.
  const held = Object.keys(localStorage).find(function (key) { return /^(saisie|brouillon):/.test(key) })
  if (!held) return
  const message = document.querySelector('[data-unsynced]')
  message.querySelector('a').href = held.startsWith('brouillon:')
    ? held.split(':').slice(3).join(':')
    : '/espace/rencontres/' + /-(\d+)/.exec(held)[1] + '/compte-rendu/'
  message.hidden = false
})()
