/** The classes of errors that keep their class on the way, if both ends know them. */

import { type ErrorClass, ErrorClasses } from "@mailslot/actor/engine";
import { checkKind } from "@mailslot/core/engine";
import { SupervisionError } from "@mailslot/supervision";
import { RemoteError } from "../errors.js";

/** Returns the classes that a node knows: those of the language, of Mailslot, and its own. */
export function errorClasses(own: Iterable<ErrorClass>): ErrorClasses {
  const classes = new ErrorClasses([SupervisionError, RemoteError]);
  for (const each of own) {
    checkKind("an error class of a node", each, "call", "a class of errors, such as class Sunk extends Error");
    classes.addOwn(each.name, each);
  }
  return classes;
}
