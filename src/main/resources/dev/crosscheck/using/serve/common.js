"use strict";

// Shared by both pages: requests to the server, and bars for probabilities.

const RETRY_MILLIS = 1000;

// If there are more classes, only the most probable ones are shown.
const MOST_BARS = 20;
const LIKELIEST = 10;

function say(text) {
  document.getElementById("says").textContent = text;
}

function percent(share) {
  return (100 * share).toFixed(1) + " %";
}

// One request at a time; later changes are sent with the next. A null request is not sent.
function asker(question, show, refused) {
  let changed = false;
  let asking = false;
  return async function ask() {
    changed = true;
    if (asking) {
      return;
    }
    asking = true;
    while (changed) {
      changed = false;
      const value = question();
      if (value === null) {
        break;
      }
      try {
        const response = await fetch("/api/predict", {
          method: "POST",
          headers: { "Content-Type": "application/json" },
          body: JSON.stringify(value),
        });
        const answer = await response.json();
        if (response.ok) {
          show(answer);
        } else if (response.status === 503) {
          say("The server is busy.");
          await new Promise((resolve) => setTimeout(resolve, RETRY_MILLIS));
          changed = true;
        } else {
          refused(answer);
        }
      } catch (error) {
        say("The server does not answer. Is it still running?");
      }
    }
    asking = false;
  };
}

// Creates a bar for each class, or for the most probable of many. Returns a function that shows probabilities: all of them, or none,
// and the index of the best.
function makeBars(classes, words) {
  const list = document.getElementById("bars");
  const count = classes.length <= MOST_BARS ? classes.length : LIKELIEST;
  list.replaceChildren();
  list.classList.toggle("words", words);
  const bars = Array.from({ length: count }, () => {
    const row = document.createElement("li");
    const [label, track, share] = ["label", "track", "share"].map((name) => {
      const cell = document.createElement("span");
      cell.className = name;
      row.append(cell);
      return cell;
    });
    const bar = document.createElement("div");
    bar.className = "bar";
    track.append(bar);
    list.append(row);
    return { row, label, bar, share };
  });
  const show = (probabilities, best) => {
    const labels = classes.map((_, label) => label);
    if (labels.length > MOST_BARS && probabilities.length > 0) {
      labels.sort((a, b) => probabilities[b] - probabilities[a]);
    }
    bars.forEach(({ row, label, bar, share }, i) => {
      const value = probabilities.length === 0 ? 0 : probabilities[labels[i]];
      label.textContent = classes[labels[i]];
      label.title = classes[labels[i]];
      bar.style.width = 100 * value + "%";
      share.textContent = percent(value);
      row.classList.toggle("best", labels[i] === best);
    });
  };
  show([], -1);
  return show;
}
