// Tells the sign-up form the time zone of this device; the server checks it.
document.addEventListener("DOMContentLoaded", () => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
  for (const field of document.querySelectorAll('input[type="hidden"][name="time_zone"]')) {
    field.value = zone;
  }
});
