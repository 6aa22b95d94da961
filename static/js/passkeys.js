// Says, where the page can be read, why a passkey did not serve: allauth's script only writes it in the console.
document.addEventListener('allauth.error', function (event) {
  event.preventDefault()
  let message = document.getElementById('passkey-error')
  if (!message) {
    message = document.createElement('p')
    message.id = 'passkey-error'
    message.className = 'account__message account__message--error'
    message.setAttribute('role', 'alert')
    document.querySelector('.account__card').prepend(message)
  }
  message.textContent = event.detail.exception.name === 'NotAllowedError'
    ? 'La clé d’accès n’a pas été donnée : recommencez, ou choisissez une autre façon d’entrer.'
    : 'Cet appareil n’a pas pu utiliser de clé d’accès pour cette adresse.'
})
