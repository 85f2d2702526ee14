"""Sentences of our own that synthetic training notes are put together from.

Slots: P whole name in any form, F first name, S surname, I initials, N nickname, X surname first, T title and surname,
W word-like first name, H title and initial (people); C town, R area, A address (places); O site, G agency
(organisations); Q sector term, K kin word, D drug, Y day, M month, n number, w a word that is also a name, as a word,
s a surname in the name of a thing (nobody).
"""

# ruff: noqa: E501
NOTES = r"""
TC to {F}, no answer. VM left.
T/C from {P} ({K}) who is worried about {F}.
Home visit with {F} and {F}. House clean and warm.
{F} says that {F} came to the house on {Y} and would not leave.
Victim {P} states she has been in a relationship with {P} for {n} years.
{X} arrested at {A} for {Q}.
SUSP: {X}  VIC: {X}
VIC {X} attended front counter.
Attended address {A}, spoke with {P}. {F} was not present.
{F} disclosed that he put his hands round her neck.
{I} seen alone in her bedroom. {I} said daddy was shouting.
Children {F}, {F} and {F} were upstairs throughout.
Spoke w/ {F}, she is at her {K}'s in {C}.
{F}'s {K} {F} will have the kids on {Y}.
{T} rang to say that {F} has not been in school since {Y}.
{T} from {O} shared concerns about {F}'s presentation.
Email from {P}, {O}, re: {F}.
{P} ({O}) to contact {F} by {Y}.
Action: {F} to refer {F} to {G}.
Actions - {P} to chase {G}; {F} to update {Q}.
Present: {P} ({G}), {P} ({Q}), {P} (Chair), {P}.
Apologies: {P}, {P}
Attendees: {P} - {Q}, {P} - {G}, {P} - {G}
{F} is {n} and attends {O}.
Mother: {P}. Father: {P}. Children: {F} ({n}), {F} ({n}).
Perpetrator {P} aka {N} is known to {G}.
He goes by {N} but his real name is {P}.
{F} known as "{N}" is believed to be living in {C}.
Her new partner {P} lives at {A}.
{F} told me {N} has been hanging round outside again.
ur a liar {F} n every1 knows it
tell {F} im coming round tonite
pls dont tell {F} i told u
{F} ffs answer ur phone
Hi {F}, just checking you are ok for {Y}? {F} x
Hi {F},\nThanks for your email about {F}.\nKind regards,\n{P}\n{O}
Dear {T},\nI am writing about your tenancy at {A}.
Dear {F}, further to our call on {Y} I can confirm your appointment. Yours sincerely, {P}
Regards\n{F}
{P}\n{Q} | {G}
{F}: he said he would kill me if I left
{F}: ok i will ring {F} after work
Caller: {P}. Caller states {F} is drunk and smashing up the house.
Informant {P}, neighbour at {A}, does not want {F} to know who called.
{K} {F} confirmed {F} is safe.
maternal {K} {F} ({n}) present
{F} and {F} have separated, {F} now staying with {F} in {R}.
{F} denies any contact with {S} since {M}.
{S} was remanded to {O}.
{S} has breached his order twice since {M}.
Mr {S} became agitated and left the office.
{T} agreed to attend the next session.
Discussed with {T} and {T} at length.
{H} did not attend. {H} said {F} was poorly.
CO {S} reports that {P} has been appropriate on the wing.
PC {S} attended with DS {S} and took a statement from {F}.
PC {n} {S} and PCSO {S} spoke to the occupants of {A}.
Statement taken by DC {P}.
Sgt {S} authorised release. Bail not to contact {P} directly or indirectly.
Allocated to {F} in {G}.
Duty worker {F} spoke to {F}.
Case discussed in supervision with {F}.
HV {F} visited, {F} weighed 7.2kg and feeding well.
MW {P} aware.
Dr {S} at {O} increased her {D} to {n}mg.
{F} reports taking {D} daily and drinking {n} cans of {D}.
{F} is prescribed {D} by {T}.
Seen with interpreter {F}.
{F} ({K}) has parental responsibility; {F} does not.
{F} wants to change {F}'s school to {O}.
{F} moved from {C} to {C} in {M}.
lives with {F} and their {K} in {C}
spoke to {F} today she was crying and said {F} has taken {F}'s passport
{F} attended with {K}, no concerns. {F} did not attend.
{F} rang - upset, says {F} followed her to {O}
she is scared of {F} and his brothers {F} and {F}
{F} admitted that he hit {F} with a belt
{F} has blocked {F} on facebook but he uses {F}'s account
Police were called to {A} after {F} heard screaming
{F}/{F} argued over money.
{F} & {F} to attend couples session - NOT appropriate
{F}+{F} both seen
Letter sent to {P}, {A}.
{F} {S} d.o.b. unknown
{I}'s behaviour has deteriorated. {I} is biting other children.
{I} and {I} share a room.
Child {I} told class teacher that dad hurts mum.
Mother ({I}) and father ({I}) attended.
{W} said she feels safer now.
{W} and {W} were asleep.
{W} will be seen at school on {Y}.
I asked {W} about the bruise and {W} went quiet.
Spoke with {W}'s teacher at {O}.
{W} {S} is the named social worker.
told {W} we may need to share this with {G}
{F}, {W} and baby {W} now at {R}.
{F} - {K} - lives {C}
- {P} (DV perp)\n- {P} (victim)\n- {F}, {F} (children)
1. {P}\n2. {P}\n3. {P}
Rang {F} x{n}, straight to voicemail.
{F} tx to say she cant make it, {F} is ill
{F} ap {F} speaks Welsh at home.
{F} is from the Traveller community and lives on the site at {R}.
{F} arrived from {C} in {M} on a spouse visa; {F} holds her documents.
{F}'s in-laws {F} and {F} monitor her phone.
{P} has no recourse. {P}'s visa expires in {M}.
Mr and Mrs {S} have care of {F}.
the {S}s next door heard it all
{F} {S} & {F} {S} - both named on tenancy
Gwelais {F} a {F} yn y ty.
Ffoniodd {F} o {O} ynglyn a {F}.
Siaradais gyda {F} heddiw.
{F} thinks that {P} told {P} where she lives.
{F} was found by {P} outside {O}.
Neighbours {P} and {P} gave accounts to {S}.
{F} said "{F} will find me wherever I go".
"{N}" is a known associate of {S}.
associate: {P} ({N})
{P}, who is {F}'s {K}, collected {F} from {O}.
{F} - DNA. {F} - attended. {F} - attended late.
{Y}: {F} seen at home. {Y}: no reply. {Y}: {F} rang duty.
0900 {F} dropped at {O} by {F}. 1500 collected by {P}.
Handover from {F} to {F}, pls call {F} first thing.
{F} (my {K}) drove me to {C}
{F} reckons {F} is back on the {D}
{F} has been referred by {P}, {Q} at {O}.
Recorded by: {P}
Author {P} on behalf of {P}
Entered by {I}
Worker: {F} {S}   Client: {F} {S}
Supervisor: {P}
Source: {F} ({K} of victim) wants to stay anonymous
Signed {P}
spk to {N} at {O}, he hasnt seen {F} since {M}
{F} is pregnant, due in {M}. {F} does not know.
{F} pushed {F} down the stairs in front of {F} and {F}.
Mum ({F}) was tearful. Dad ({F}) was not present.
{K} {F}'s car was outside.
Ex partner {P} found her through {F}.
{F} the landlord let {P} in.
{P}
{F} {S}
{X}
{P} - {K}
{P}, {Q}
{F} and {F}
Many thanks\n{P}
Kind regards\n{F} {S}\n{Q}, {G}
Cheers, {F}
love you lots {F} xx
He was yelling at {F} and then at {F}.
She keeps looking for {F}.
They sat in the car waiting for {F} near {O}.
She ran to {F}'s and rang {F} from there.
he is jealous of {F} and hates {F}
went round to see {F}, {F} not in
She lied to {F} about {F}.
left the kids with {F}
Key person at nursery is {F}. School nurse is {P}.
Named nurse {P}, consultant {T}.
Her advocate is called {F}.
Girls: {F} ({n}) and {F} ({n}). Boy: {F} ({n}).
Siblings {F} {n}, {F} {n}, {F} {n}
baby {F} and toddler {F} seen awake
{F} ({n}), {F} ({n}) & {F} ({n}) all spoken to
{I} reports that {I} slapped him.
{I} engaged well. Call {I} again on {Y}.
Saw {I} in school, {I} would not talk.
Contact between {I} and {I} is supervised.
{I} (father) and {I} (mother) both spoke to {T}.
calls himself {N}
nickname {N}, goes around with {N} and {P}
also uses the name {P}; maiden name {S}
Surname: {S}  Forename: {F}
Name: {P}  Relationship: {K}
Name: {X}
DEFENDANT: {X}
WITNESS - {X} / COMPLAINANT - {X}
SUBJECT {X} CHECKED ON {Q}
{X} ({n}) and {X} ({n})
R v {S}, {O}, {Y}.
Re {S} (children). Before Judge {S}.
The {S} family have moved to {C}.
{W} has settled, {W} has not.
Collected {W} and {W} from {O}.
{W} could not sleep after {W} shouted.
ask {W} why she came back
{W} rang and {W} answered.
will tell {W} that {W} may come on {Y}
Saw {W} today. Said no to {W}.
{W}, {n}, was upset; {W}, {n}, was not.
Key worker {W}, manager {W} {S}.
Mae {F} yn byw gyda {F} yn {C}.
Dywedodd {F} fod {F} wedi ei tharo.
Cyfarfod gyda {P} a {T} ddydd Llun.
merch {F} yw {F}, ac mae {F} yn frawd iddi
Diolch\n{F} {S}
{F} {F} {F} all at nans
{F} n {F} r back 2gether
{F} thinks {F} put a tracker on her car
""".strip().split("\n")

NEGATIVE = r"""
Client may attend in {M}.
She will ring back on {Y}.
Referral made to {G} and {G}.
{Q} and {Q} discussed at {Q} meeting.
Arrested for {Q} and criminal damage.
{Q} score high. {Q} checklist completed with victim.
Charged with {Q}, bailed to return in {M}.
{Q} to liaise with {Q}.
SW and {Q} to complete joint visit.
{Q} - no further action. {Q} - ongoing.
NFA from {Q}. {Q} closed.
Mum attended with baby. Dad did not.
Mum and Dad argued in front of the children.
Nan will collect on {Y}. {K} is supportive.
She lives with her {K} and {K} in {C}.
He takes {D} and {D} for anxiety.
Prescribed {D} {n}mg, increased from {n}mg.
Drive and Restart panels are on {Y} in {C}.
Order granted under the Family Law Act 1996.
Bail conditions under the Bail Act. Clare's Law request made.
Sarah's Law application refused by {G}.
Claire's Law disclosure given to victim.
Domestic Abuse Act 2021, section 76 Serious Crime Act.
See Re B-S and Working Together to Safeguard Children.
Support was offered and declined.
House was cold and there was no food in the fridge.
Client presented as calm and engaged well in the session.
Discussed safety planning, {w} word agreed.
Hope to see improvement by {M}.
Will call again in {M}. May need interpreter.
Grace period agreed for the rent arrears.
The faith group meets at the {w} centre.
She likes the {w} and the {w}.
A {w} was thrown during the incident.
He hit her with a {w} and broke the {w}.
Bought a {w} from {O}.
Green {w}, black {w} and a {w} jacket.
{R} is a high risk area for her.
Not to go within 100m of {A}.
Housing application to {G} for {C} or {C}.
Staying at {O} in {C} until {Y}.
CCTV requested from {O}, {A}.
Summer holidays: contact centre closed {M} to {M}.
Christmas and Easter contact to be agreed.
No concerns raised by school, {Q} or {Q}.
Police incident log reviewed. Officer in case on rest days.
Victim states suspect punched her once to face.
Perpetrator to complete {n} week programme.
HIGH RISK - {Q} - {Q} - DO NOT CALL
VICTIM ATTENDED FRONT COUNTER AND REPORTED ASSAULT
NO REPLY AT ADDRESS. CARD LEFT.
OIC UPDATED. {Q} SUBMITTED.
Outcome: action plan updated. Next review {M}.
Date | Contact | Outcome
Risk: High. Type: coercive control. Review: {M}.
Facebook, Instagram, Snapchat and WhatsApp all blocked.
Paid {n} by Universal Credit, arrears with British Gas.
Interpreter booked: Polish, Urdu, Romanian, Welsh.
She is Polish and her mother is Irish.
Reads Harry Potter with teacher, likes Peppa Pig and Spider-Man.
PS5 and a Nokia phone recovered.
Ford Focus and a white Transit seen outside.
Freedom Programme starts {Y} at {O}.
Caring Dads, Pattern Changing and Power to Change discussed.
tx sent no reply. will try again {Y}
ok thanks speak soon x
cant talk now will ring u later
she is going 2 her mums
Team manager agreed. Legal planning meeting booked.
GP letter received. Health visitor to weigh baby.
Section 47 enquiry concluded, {Q} convened.
Adult, child, victim and suspect all seen.
Job Centre appointment missed due to {w}.
Chair thanked everyone. Minutes agreed. {Q}.
Young people's worker to contact {Q}.
Mae hi yn byw gyda'i mam yn {C}.
Apwyntiad dydd Llun gyda'r gweithiwr cymdeithasol.
{Q}/{Q} joint visit agreed.
Invite {Q}, {Q} and {Q} to the {Q}.
Known to {Q} and {G}; open to {Q} until {M}.
{Q} & {Q} informed. {Q} to follow.
{C} {Q} to accept the transfer from {C}.
{G} and {Q} had sight of the {Q}.
Ref {Q} {n}. {Q} pending, {Q} closed.
VIC SEEN BY {Q}. SUSP GIVEN {Q}.
{Q} outcome: medium. {Q} outcome: high.
Smelt of {D}. Drinks {D} most days, uses {D} at weekends.
{D}, {D} and {D} found in the flat.
Bus to {C}, then a taxi to {R}.
Moved from {R} to {C} in {n}.
Meet outside {O} or {O}.
{M} or {M} suits best; {Y} is a rest day.
Will attend in {M}. Will bring the {w}.
Mark seen on left arm, faint mark on chin.
Grant paid. Bill unpaid. Hope to clear it by {M}.
Chase {Q}. Check {Q}. Update {Q}.
He kept the {w} and sold the {w}.
the {w} and {w} were left on the step
Wears a {w} coat, drives a {w} van.
Sky box, Dell laptop and a Samsung tablet taken.
Drives a Clio, used to have a Mercedes and an Astra.
Shops at Lidl, Boots and Argos.
Watches Paw Patrol and Bluey; likes Elsa from Frozen.
Background Information\nCurrent Situation\nProtective Factors
Voice of the Child\nDanger Statement\nSafety Goals
CASE SUMMARY\nRISK ASSESSMENT\nNEXT STEPS
Immediate Actions: locks changed, Panic Alarm fitted.
{s} Road is closed; use {s} Street.
Lives in {s} House, {s} Court or {s} Lodge, not sure which.
Bought at {s} & Sons, delivered by {s} Motors.
Under the {s} guidance and the {s} test.
{s} Ward, bed {n}. Bloods taken.
Uses the {s} scale and the {s} model.
""".strip().split("\n")

PROSE = r"""
{P} was born in {C} in {n} and studied at the University of {C}.
{P} ({n} - {n}) was a British politician and member of the {G}.
{P} is an American actor best known for the film The {w} {w}.
The album was produced by {P} and features {P} on guitar.
In {n}, {S} signed for {C} City, where he scored {n} goals.
{S} and {S} were married in {C} in {M} {n}.
According to {P}, a spokesman for {G}, the vote was delayed.
The novel by {P} won the {S} Prize.
{P}, {P} and {P} founded the company in {C}.
{F} {S} Jr. succeeded his father {F} as mayor of {C}.
King {F} of {C} sent an envoy to {C}.
Queen {F} opened the new wing of {O}.
President {S} met Prime Minister {S} in {C} on {Y}.
Sir {P} died in {C} aged {n}.
Saint {F} is the patron of the town.
Judge {S} dismissed the appeal by {P}.
The band released their second record, {w} {w}, in {n}.
The song was a hit in {C}, {C} and {C}.
The river flows north from {C} to {C}.
The {w} species is found in Asia and North America.
The ship was built in {C} and launched in {M} {n}.
{P} scored twice as {C} United beat {C} Town.
Captain {P} led the {n}th Regiment at {C}.
General {S} took command in {M}.
{S} wrote that "{S} was the greatest of them all".
His brother {F} and his sister {F} also acted.
The season was the club's {n}th in the Football League.
The Treaty of {C} was signed in {n}.
The film stars {P} as {F} and {P} as Detective {S}.
{P} plays {P}, a lawyer from {C}.
Written by {P} and directed by {P}, it opened on {Y}.
RT: so proud of {P} tonight!!
happy birthday {F} hope u have a great day
{P} is my fav omg
cant believe {S} got sent off again
{F} and {F} are the best thing about this show
watching {S} v {S} on tv
Great interview with {P} on {G} this morning
Thank you {F}! See you in {C} on {Y}
love this from {P} #{w}
Meeting {P} for coffee at {O}, then off to {C}.
Please let {F} or {F} know if you can come on {Y}.
Thanks {F}. I'll send it to {P} in legal.
From: {P}\nTo: {P}\nSubject: {w} update
{P} wrote:\n> ok with me
Per {F}, the meeting is moved to {Y}.
{C} is twinned with {C}.
The Church of St {F} stands in {C}.
The University of {C} and {G} funded the study.
The genus was described by {S} in {n}.
{S}, {S} and {S} ({n}) found no effect.
Coach {P} praised goalkeeper {S} after the match.
Singer {P} cancelled her show in {C}.
Her daughter, {F}, was born at {O}.
After {P} resigned, {P} took over as chairman.
it is a mixture of {w} and {w}
The {w} was introduced in {n} by the {G}.
The {n} season ended in {M}.
The Queen and the Prince attended.
Most of the population is German, Polish or French.
Microsoft Windows and the Apple Mac were popular in the {n}s.
{s} County lies north of {s} Lake and Fort {s}.
The {s} Cup final was played at {s} Stadium in {C}.
It was released by {s} Records and {s} & {s}.
She studied at {s} College and {s} University.
Hurricane {s} reached {C} in {M}.
The {s} Inquiry and the {s} Report were published in {n}.
The {w} {w} is a song by the {w}s.
USS {s} was sold in {n}.
{P} joined {s} Motors in {n} and left for the {s} Group.
The village of {s} stands on the River {s}.
In Greek myth the {w} is a god of the {w}.
The {w}s beat the {w}s in {C}.
""".strip().split("\n")

HELD = r"""
Phone call with {F} this morning, {F} has agreed to a joint visit.
{F} did not want {F} to know about the appointment.
Offender {P} recalled to {O} after contact with {P}.
NOMINAL: {X} / AGGRIEVED: {X}
{I} disclosed to {T} that {F} had hit mum.
Worker {F} met {W} at {O}.
{W} was quiet but said that {W} had been kind.
Partner's name given as {P}, street name {N}.
{N} turned up at {A} asking for {F}.
Kids: {F} {n}, {F} {n}, baby {F}.
text from {F}: pls dont ring {F} is here
Sister {F} offered {F} a room in {C}.
{T} has provided a letter for {F}.
DC {S} to interview {S} on {Y}.
{F}'s father {P} and uncle {F} travelled from {C}.
Minutes taken by {P}. In attendance {P}, {P} and {F}.
{H} told us that {F} keeps a knife under the bed.
{F} has asked that we use {W} as her name.
Best wishes\n{F} {S}
Neighbour ({P}) heard {F} shouting at {F}
GP is {T}, midwife is {F}.
We think {F} may have told {W}.
She has always been afraid of {F}.
{F} drove {F} to hospital, {K} stayed behind.
Chair: {P}. Notes: {F} {S}.
Was {F} there? {F} would not say.
{I} was brought by {F}.
Aeth {F} i aros gyda {F}.
""".strip().split("\n")

HELD_NEGATIVE = r"""
{Q} and {Q} attended; {Q} sent apologies.
Mum says she may move in {M}.
He was found with {D} and a {w}.
{K} to provide childcare, {K} unwell.
Letter from {G} received, hearing in {M} at {C}.
She hopes to return to work in {M}.
Injury consistent with account, {Q} considered.
THREAT TO LIFE - {Q} INFORMED
{Q} requested from {G}; {Q} declined.
Parked at {s} Retail Park, walked to {O}.
Bruise to arm, no {w} used.
Next Steps and Agreed Outcomes\n{Q} by {M}
""".strip().split("\n")
