
# After the options that take columns, those of the file after --data; after --with, its words; else what is above.
function _complete_crosscheck_values() {
  local at=$COMP_CWORD word=${COMP_WORDS[COMP_CWORD]} option data column i
  # Bash breaks words at ":" and "=", and replaces what is behind.
  while ((at > 1)) && [[ ${COMP_WORDS[at]} == : || ${COMP_WORDS[at - 1]} == : ]]; do
    at=$((at - 1))
    word=${COMP_WORDS[at]}$word
  done
  [[ $word != "=" ]] || { at=$((at + 1)) && word=; }
  option=${COMP_WORDS[at - 1]}
  [[ $option != "=" ]] || option=${COMP_WORDS[at - 2]}
  local list=$word values=()
  [[ $option != --@(drop|numeric|categorical|with) ]] || list=${word##*[, ]}
  case $option in
    --target | --split-by | --split-time | --drop | --numeric | --categorical)
      for ((i = 1; i < ${#COMP_WORDS[@]} - 1; i++)); do
        [[ ${COMP_WORDS[i]} != --data ]] || data=${COMP_WORDS[i + 1]}
        [[ ${COMP_WORDS[i]} != --data || $data != "=" ]] || data=${COMP_WORDS[i + 2]}
      done
      data=${data/#\~/$HOME}
      while IFS= read -r column; do
        [[ $word == [\"\']* ]] || printf -v column %q "$column"
        values+=("$column")
      done < <("${COMP_WORDS[0]}" completion "${data//[\"\'\\]/}" < /dev/null 2> /dev/null)
      ;;
    --with) values=(@WORDS@) ;;
    *)
      _complete_crosscheck "$@"
      return
      ;;
  esac
  local start=${word%"$list"}
  local broken=
  ((at >= COMP_CWORD)) || broken=${word%"${word##*:}"}
  list=${list#[\"\']}
  COMPREPLY=()
  for column in "${values[@]}"; do
    [[ $column != "$list"* ]] || COMPREPLY+=("${start#[\"\']}$column")
  done
  COMPREPLY=("${COMPREPLY[@]#"$broken"}")
  [[ ${#COMPREPLY[@]} != 1 || ${COMPREPLY[0]} != *: ]] || compopt -o nospace 2> /dev/null
}
complete -F _complete_crosscheck_values -o default crosscheck
