/** The text of a file of the page: in the built page that of the element with its name, else of the file beside it; null if there is none. */
export async function fileText(name) {
  const built = document.getElementById(name);
  if (built) {
    return built.textContent;
  }
  const answer = await fetch(name);
  return answer.ok ? answer.text() : null;
}
