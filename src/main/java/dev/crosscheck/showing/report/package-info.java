/** Building blocks of self-contained HTML pages. Each page stands in the package of what it shows. */
package dev.crosscheck.showing.report;
