/* Has the browser ask a security key (WebAuthn) and sends its answer with the form around the
   button. The only script of the registry; every page that has it works in another way as well. */
"use strict";

(function () {
  function toBytes(text) {
    const padded = text.replace(/-/g, "+").replace(/_/g, "/");
    return Uint8Array.from(atob(padded), (each) => each.charCodeAt(0));
  }

  function toText(buffer) {
    const bytes = String.fromCharCode(...new Uint8Array(buffer));
    return btoa(bytes).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  }

  function withBytes(descriptors) {
    return (descriptors || []).map((each) => ({ ...each, id: toBytes(each.id) }));
  }

  function read(options) {
    const given = JSON.parse(options);
    given.challenge = toBytes(given.challenge);
    if (given.user) given.user.id = toBytes(given.user.id);
    if (given.excludeCredentials) given.excludeCredentials = withBytes(given.excludeCredentials);
    if (given.allowCredentials) given.allowCredentials = withBytes(given.allowCredentials);
    return given;
  }

  function written(credential) {
    const answer = credential.response;
    const response = { clientDataJSON: toText(answer.clientDataJSON) };
    for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (answer[name]) response[name] = toText(answer[name]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: toText(credential.rawId),
      type: credential.type,
      response: response,
      clientExtensionResults: {},
    });
  }

  async function ask(button) {
    const failed = button.form.querySelector("[data-security-key-failed]");
    failed.hidden = true;
    try {
      const publicKey = read(button.dataset.options);
      const credential = await navigator.credentials[button.dataset.securityKey]({ publicKey });
      button.form.elements[button.dataset.answer].value = written(credential);
      button.form.submit();
    } catch (error) {
      failed.hidden = false;
    }
  }

  for (const button of document.querySelectorAll("[data-security-key]")) {
    button.addEventListener("click", () => ask(button));
  }
})();
