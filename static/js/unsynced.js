// Signing out empties what this browser keeps: a text it has not sent yet is said first.
(function () {
  'use strict'
  // The report of a meeting, or a form of the back-office, which is kept under its own address.
  const held = Object.keys(localStorage).find(function (key) { return /^(saisie|brouillon):/.test(key) })
  if (!held) return
  const message = document.querySelector('[data-unsynced]')
  message.querySelector('a').href = held.startsWith('brouillon:')
    ? held.slice('brouillon:'.length)
    : '/espace/rencontres/' + /-(\d+)/.exec(held)[1] + '/compte-rendu/'
  message.hidden = false
})()
