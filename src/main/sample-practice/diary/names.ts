/**
 * Lists of names and streets from which the dice make patients and locums. Nobody in particular:
 * a first name and a last name only ever meet here by chance.
 */
const list = (text: string): readonly string[] => text.trim().split(/,\s+/);

export const WOMENS_NAMES = list(`
  Aisha, Amelia, Beatrice, Bethan, Catherine, Charlotte, Chloe, Deborah, Dorothy, Eleanor,
  Elizabeth, Emily, Esther, Fatima, Fiona, Florence, Grace, Hannah, Helen, Imogen, Isla,
  Jacqueline, Jasmine, Joan, Karen, Kirsty, Leila, Lucy, Margaret, Maya, Megan, Nadia, Natalie,
  Niamh, Olivia, Patricia, Poppy, Priya, Rachel, Rebecca, Rosemary, Ruth, Samina, Sheila, Sian,
  Susan, Tracey, Zara
`);

export const MENS_NAMES = list(`
  Adam, Ahmed, Alan, Alistair, Andrew, Arthur, Benjamin, Brian, Callum, Charles, Daniel, David,
  Dylan, Edward, Ethan, Frank, Gareth, George, Graham, Harry, Hassan, Henry, Ian, Imran, Jack,
  James, Joseph, Keith, Kwame, Leo, Malcolm, Mohammed, Nathan, Neil, Oliver, Oscar, Patrick,
  Peter, Rajesh, Rhys, Robert, Samuel, Simon, Stephen, Theodore, Thomas, Tomasz, William
`);

export const LAST_NAMES = list(`
  Abbott, Adeyemi, Ahmed, Armstrong, Ashworth, Bailey, Banerjee, Barker, Begum, Bennett,
  Blackwood, Bradshaw, Campbell, Carter, Chapman, Chowdhury, Clarke, Cooper, Davies, Dixon,
  Donnelly, Edwards, Ellis, Evans, Farrell, Fletcher, Gallagher, Gibson, Graham, Griffiths, Hall,
  Harrison, Hughes, Hussain, Iqbal, Jackson, Jenkins, Kaur, Kelly, Khan, Kowalski, Lewis, Lloyd,
  Mahmood, Marsh, Mason, McDonald, Mensah, Mitchell, Morgan, Murphy, Nguyen, O'Brien, Okafor,
  Osei, Parker, Patel, Pearson, Phillips, Price, Rahman, Reid, Richardson, Roberts, Robinson,
  Scott, Sharma, Shaw, Singh, Smith, Stewart, Sutton, Taylor, Thompson, Turner, Walker, Walsh,
  Ward, Whitfield, Williams, Wood, Wright, Young
`);

export const STREETS = list(`
  Station Road, Church Lane, Victoria Street, Mill Lane, Orchard Close, High Street,
  Queens Avenue, Meadow Way, The Crescent, Canal Street, Park Road, Hawthorn Drive
`);

export const VISIT_REASONS = list(`
  Cough for two weeks, Back pain, Medication review, Blood pressure check, Rash, Earache, Knee pain,
  Follow-up after results, Headaches, Tired all the time, Sore throat, Sick note, Asthma review,
  Stomach ache, Mole to be looked at, Dressing change
`);
