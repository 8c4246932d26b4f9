/** The API's interactive documentation: Swagger UI, from our own files, on our own OpenAPI document. */
const place = document.getElementById("api-docs");
const token = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1];

window.SwaggerUIBundle({
  url: place.dataset.schema,
  domNode: place,
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: -1,
  tryItOutEnabled: true,
  // Whoever is signed in tries it out as themselves; what writes needs the page's safety token.
  requestInterceptor(request) {
    if (token && request.method && request.method !== "GET") request.headers["X-CSRFToken"] = token;
    return request;
  },
});
