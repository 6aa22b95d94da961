// Signing out empties what this browser keeps: a report it has not sent yet is said first.
(function () {
  'use strict'
  const held = Object.keys(localStorage).find(function (key) { return key.startsWith('saisie:') })
  if (!held) return
  const message = document.querySelector('[data-unsynced]')
  message.querySelector('a').href = '/espace/rencontres/' + /-(\d+)/.exec(held)[1] + '/compte-rendu/'
  message.hidden = false
})()
