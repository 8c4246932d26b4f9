/**
 * The demonstration's one-click sign-in: a button fills the form with its person and sends the reader to "Sign in".
 *
 *     <ul data-component="fill-sign-in" data-password="…"><li><button data-username="analyst">…</button></li></ul>
 */
export default function fillSignIn(list) {
  const form = document.querySelector('form input[name="password"]').form;
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-username]");
    if (!button) return;
    form.elements.login.value = button.dataset.username;
    form.elements.password.value = list.dataset.password;
    form.querySelector('button[type="submit"]').focus();
  });
}
