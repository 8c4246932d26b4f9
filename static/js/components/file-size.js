/**
 * Says before the upload, not after it, that a file is too large.
 *
 *     <form data-component="file-size" data-limit="209715200" data-too-large="The file is larger than…">
 */
export default function fileSize(form) {
  const input = form.querySelector('input[type="file"]');
  const limit = Number(form.dataset.limit);
  input.addEventListener("change", () => {
    const [file] = input.files;
    input.setCustomValidity(file && file.size > limit ? form.dataset.tooLarge : "");
    input.reportValidity();
  });
  form.addEventListener("submit", (event) => {
    if (input.checkValidity() || input.validity.valueMissing) return;
    event.preventDefault();
    input.reportValidity();
  });
}
